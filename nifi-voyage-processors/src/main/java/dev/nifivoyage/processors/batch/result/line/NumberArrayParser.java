/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result.line;

import dev.nifivoyage.service.api.embedding.EmbeddingDataType;

/**
 * Parses a JSON array of numbers from the bytes of a result line into a packed vector. Reused from line to line.
 */
sealed interface NumberArrayParser permits FloatArrayParser, ByteArrayParser {

    static NumberArrayParser of(final EmbeddingDataType dataType) {
        return dataType == EmbeddingDataType.FLOAT ? new FloatArrayParser() : new ByteArrayParser(dataType);
    }

    /**
     * Reads numbers up to the closing bracket.
     *
     * @param bytes line with the array
     * @param start position after the opening bracket
     * @param limit position after the last byte that may be read
     * @return whether there was at least one number and all were valid; otherwise the parsed state is undefined
     */
    boolean read(byte[] bytes, int start, int limit);

    /**
     * Returns the position of the closing bracket.
     */
    int end();

    /**
     * Returns a copy of the packed numbers.
     */
    byte[] toBytes();
}
