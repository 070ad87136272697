/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result;

import dev.nifivoyage.processors.batch.result.line.LineDecoder;
import dev.nifivoyage.processors.batch.result.line.LineReader;
import dev.nifivoyage.processors.record.RecordError;
import dev.nifivoyage.service.api.embedding.RequestKey;

import java.util.Optional;

/**
 * What the answers of an endpoint are: how they are read from a result file, checked, kept on disk and cached. For one job.
 *
 * @param <A> answer of one request
 */
public interface ResultCodec<A> {

    /**
     * Reads the lines of the result files.
     */
    LineDecoder<A> decoder();

    /**
     * Bytes of the longest line that an answer may take; the line is on the heap.
     */
    default int longestLine() {
        return LineReader.MAXIMUM_LINE_LENGTH;
    }

    /**
     * Looks at an answer before any is refused, where what is usual is not known beforehand.
     *
     * @return whether enough is known; then no further answer need be looked at
     */
    default boolean observe(final A response) {
        return true;
    }

    /**
     * Why an answer is not usable, in spite of its being readable; empty when it is.
     */
    Optional<RecordError> reject(A response);

    /**
     * The bytes of an answer, at least one.
     */
    byte[] toBytes(A response);

    /**
     * The answer of these bytes.
     */
    A ofBytes(byte[] bytes);

    /**
     * Puts an answer into the cache, where answers of the endpoint are cached.
     *
     * @param tokens what the answer was billed
     */
    void cache(CacheFill fill, RequestKey key, A response, long tokens);
}
