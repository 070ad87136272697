/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.endpoint;

import dev.nifivoyage.local.vector.VectorModel;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * Documents that the server cuts into chunks itself, by tokens. Source: MongoDB's page on contextualized chunk
 * embeddings.
 *
 * @param size tokens of a chunk
 * @param overlap tokens at the start of a chunk that were the end of the one before
 */
record AutoChunking(boolean enabled, int size, int overlap) {

    private static final int DEFAULT_SIZE = 512;
    private static final int MAXIMUM_SIZE = 32_000;

    static AutoChunking of(final Parameters parameters, final String inputType) {
        final boolean enabled = parameters.flag("enable_auto_chunking", false);
        final OptionalInt size = parameters.number("chunk_size", 1, MAXIMUM_SIZE);
        final OptionalInt overlap = parameters.number("chunk_overlap", 0, MAXIMUM_SIZE);
        if (enabled && !"document".equals(inputType)) {
            throw Parameters.rejected("Argument 'enable_auto_chunking' requires input_type 'document'");
        }
        if (!enabled && (size.isPresent() || overlap.isPresent())) {
            throw Parameters.rejected("Arguments 'chunk_size' and 'chunk_overlap' require enable_auto_chunking");
        }
        if (overlap.orElse(0) >= size.orElse(DEFAULT_SIZE)) {
            throw Parameters.rejected("Argument 'chunk_overlap' must be smaller than 'chunk_size'");
        }
        return new AutoChunking(enabled, size.orElse(DEFAULT_SIZE), overlap.orElse(0));
    }

    List<String> split(final String document, final VectorModel vectors) {
        final List<String> chunks = new ArrayList<>();
        String rest = document;
        while (!rest.isEmpty()) {
            final String chunk = vectors.truncate(rest, size);
            if (chunk.isEmpty() || chunk.length() >= rest.length()) {
                chunks.add(rest);
                break;
            }
            chunks.add(chunk);
            final int step = overlap == 0
                    ? chunk.length()
                    : Math.max(1, vectors.truncate(chunk, size - overlap).length());
            rest = rest.substring(step);
        }
        return chunks;
    }
}
