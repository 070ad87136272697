/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result;

import dev.nifivoyage.processors.batch.result.line.BlockReader;
import dev.nifivoyage.processors.batch.result.line.LineDecoder;
import dev.nifivoyage.processors.record.RecordError;
import dev.nifivoyage.service.api.embedding.RequestKey;

import java.util.Optional;

/**
 * Reads, checks, and caches the results of an endpoint. For one job.
 *
 * @param <R> result of one request
 */
public interface ResultCodec<R> {

    /**
     * Returns a decoder for the lines of the result files.
     */
    LineDecoder<R> decoder();

    /**
     * Returns the maximum length of a line in bytes. The line is on the heap.
     */
    default int longestLine() {
        return BlockReader.MAXIMUM_LINE_LENGTH;
    }

    /**
     * Observes a result before any is checked, where the expected properties are not known in advance.
     *
     * @return whether enough results were observed
     */
    default boolean observe(final R result) {
        return true;
    }

    /**
     * Returns an error if the result cannot be used.
     */
    Optional<RecordError> reject(R result);

    /**
     * Caches a result, if results of the endpoint are cached.
     *
     * @param tokens number of tokens billed for the result
     */
    void cache(CacheFill fill, RequestKey key, R result, long tokens);
}
