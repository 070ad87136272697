/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result.line;

import dev.nifivoyage.processors.record.RecordError;

/**
 * The outcome of a request.
 *
 * @param <R> result of one request
 */
public sealed interface Outcome<R> {

    static <R> Outcome<R> success(final R result) {
        return new Success<>(result);
    }

    static <R> Outcome<R> failure(final RecordError error) {
        return new Failure<>(error);
    }

    /**
     * A result.
     */
    record Success<R>(R result) implements Outcome<R> {}

    /**
     * A request without a usable result.
     */
    record Failure<R>(RecordError error) implements Outcome<R> {}
}
