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
 * What one line of an output or error file says of one request: an answer or an error.
 *
 * @param <A> answer of one request
 * @param customId the request, as sent
 * @param response the answer, or null
 * @param decimals the numbers of a vector as they stand in the line, with commas between them; null where they do not stand there as plain decimal numbers;
 *         valid until the next line is read
 * @param error why there is none, or null
 * @param tokens billed tokens; 0 for a refused request
 */
public record ResultLine<A>(String customId, A response, ByteBuffer decimals, RecordError error, long tokens) {

    static <A> ResultLine<A> completed(
            final String customId, final A response, final ByteBuffer decimals, final long tokens) {
        return new ResultLine<>(customId, response, decimals, null, tokens);
    }

    /**
     * The line with numbers that stay valid when the next line is read.
     */
    public ResultLine<A> detached() {
        return decimals == null
                ? this
                : new ResultLine<>(
                        customId,
                        response,
                        ByteBuffer.allocate(decimals.remaining())
                                .put(decimals.slice())
                                .flip(),
                        error,
                        tokens);
    }

    static <A> ResultLine<A> failed(final String customId, final RecordError error, final long tokens) {
        return new ResultLine<>(customId, null, null, error, tokens);
    }
}
