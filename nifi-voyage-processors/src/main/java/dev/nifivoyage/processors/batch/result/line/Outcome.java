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
 * @param <A> result of one request
 */
public sealed interface Outcome<A> {

    static <A> Outcome<A> success(final A result, final ByteBuffer decimals) {
        return new Success<>(result, decimals);
    }

    static <A> Outcome<A> failure(final RecordError error) {
        return new Failure<>(error);
    }

    /**
     * Returns the outcome with decimals that remain valid when the next line is read.
     */
    default Outcome<A> detached() {
        return this;
    }

    /**
     * A result.
     *
     * @param decimals numbers of a vector as Voyage wrote them, separated by commas; null if they are not plain decimal numbers or are not kept.
     *         From a line of a result file, valid until the next line is read
     */
    record Success<A>(A result, ByteBuffer decimals) implements Outcome<A> {

        @Override
        public Outcome<A> detached() {
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
    record Failure<A>(RecordError error) implements Outcome<A> {}
}
