/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.create;

import dev.nifivoyage.processors.attribute.EmbeddingAttributes;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.request.RankingParameters;
import dev.nifivoyage.service.api.embedding.EmbeddingParameters;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Reads any text as the parameters in the metadata of a job, which anyone with a key of the project can write. They are
 * parameters that stay the same when they are written, or are rejected with a short message; and none of them is a
 * local file.
 */
public final class JobMetadataFuzz {

    private JobMetadataFuzz() {}

    public static void fuzzerTestOneInput(final byte[] input) {
        final String value = new String(input, StandardCharsets.UTF_8);
        final Map<String, String> ofEmbeddings = read(value, false);
        if (ofEmbeddings != null) {
            readEmbedding(ofEmbeddings);
        }

        final Map<String, String> ofRankings = read(value, true);
        if (ofRankings != null) {
            try {
                RankingParameters.read(ofRankings, "documents.json");
            } catch (final IllegalArgumentException e) {
                check(e);
            }
        }
    }

    private static Map<String, String> read(final String value, final boolean isRerank) {
        final Map<String, String> attributes;
        try {
            attributes = EmbeddingMetadata.read(Map.of(EmbeddingMetadata.KEY, value), isRerank);
        } catch (final IllegalArgumentException e) {
            check(e);
            return null;
        }

        final String prefix = isRerank ? "voyage.rerank." : "voyage.embedding.";
        attributes.forEach((name, text) -> {
            assertTrue(name.startsWith(prefix), name);
            assertFalse(name.equals(VoyageAttributes.DOCUMENTS_FILE));
        });
        final Map<String, String> present = new TreeMap<>(attributes);
        present.values().removeIf(String::isEmpty);
        assertEquals(
                present,
                new TreeMap<>(EmbeddingMetadata.read(
                        Map.of(EmbeddingMetadata.KEY, EmbeddingMetadata.write(present)), isRerank)));
        return attributes;
    }

    private static void readEmbedding(final Map<String, String> attributes) {
        try {
            final EmbeddingParameters parameters = EmbeddingAttributes.read(attributes);
            assertEquals(
                    parameters,
                    EmbeddingAttributes.read(EmbeddingMetadata.read(
                            Map.of(EmbeddingMetadata.KEY, EmbeddingMetadata.write(EmbeddingAttributes.of(parameters))),
                            false)));
        } catch (final IllegalArgumentException e) {
            check(e);
        }
    }

    private static void check(final IllegalArgumentException e) {
        assertEquals(IllegalArgumentException.class, e.getClass(), e::toString);
        assertFalse(e.getMessage().isBlank());
        assertTrue(e.getMessage().length() < 1_500, e::getMessage);
    }
}
