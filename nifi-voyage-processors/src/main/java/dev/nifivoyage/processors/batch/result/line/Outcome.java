/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result.line;

import dev.nifivoyage.processors.record.RecordError;

import java.nio.ByteBuffer;

/**
 * The outcome of a request.
 *
 * @param <R> result of one request
 */
public sealed interface Outcome<R> {

    static <R> Outcome<R> success(final R result, final ByteBuffer decimals) {
        return new Success<>(result, decimals);
    }

    static <R> Outcome<R> failure(final RecordError error) {
        return new Failure<>(error);
    }

    /**
     * Returns the outcome with decimals that remain valid when the next line is read.
     */
    default Outcome<R> detached() {
        return this;
    }

    /**
     * A result.
     *
     * @param decimals numbers of a vector as Voyage wrote them, separated by commas; null if they are not plain decimal
     *     numbers or are not kept.
     *         From a line of a result file, valid until the next line is read
     */
    record Success<R>(R result, ByteBuffer decimals) implements Outcome<R> {

        @Override
        public Outcome<R> detached() {
            return decimals == null
                    ? this
                    : new Success<>(
                            result,
                            ByteBuffer.allocate(decimals.remaining())
                                    .put(decimals.slice())
                                    .flip());
        }
    }

    /**
     * A request without a usable result.
     */
    record Failure<R>(RecordError error) implements Outcome<R> {}
}
