/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result.line;

/**
 * Decodes lines of output and error files. Not thread-safe.
 *
 * @param <R> result of one request
 */
public interface LineDecoder<R> {

    /**
     * Decodes one line, which ends before its line feed or at the limit.
     *
     * @param start position of its first byte
     * @param limit position after the last byte that may be read
     * @throws MalformedLineException if the line is not a JSON object or has no custom ID
     */
    ResultLine<R> decode(byte[] bytes, int start, int limit) throws MalformedLineException;

    /**
     * Returns the position after the line that was decoded last, even if that failed.
     */
    int end();

    /**
     * Returns the result of {@link ResultLine#numbers()}.
     *
     * @param array array with its brackets
     */
    default R ofNumbers(final byte[] array) {
        throw new UnsupportedOperationException("Lines of this endpoint have no numbers of their own");
    }
}
