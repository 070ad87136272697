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
 * One line of an output or error file.
 *
 * @param <R> result of one request
 * @param customId custom ID of the request
 * @param outcome outcome of the request
 * @param tokens billed tokens; 0 for a rejected request
 * @param numbers array of the vector with its brackets; null if there is none, or other values than plain numbers
 */
public record ResultLine<R>(String customId, Outcome<R> outcome, long tokens, LineSpan numbers) {

    static <R> ResultLine<R> succeeded(final String customId, final R result, final long tokens) {
        return new ResultLine<>(customId, Outcome.success(result), tokens, null);
    }

    static <R> ResultLine<R> failed(final String customId, final RecordError error, final long tokens) {
        return new ResultLine<>(customId, Outcome.failure(error), tokens, null);
    }
}
