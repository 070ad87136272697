/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.create;

import dev.nifivoyage.processors.attribute.VoyageAttributes;
import org.junit.jupiter.api.Test;

import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class EmbeddingMetadataTest {

    @Test
    void aListOrObjectIsNoParameter() {
        assertEquals(
                Map.of(
                        VoyageAttributes.EMBEDDING_MODEL, "",
                        VoyageAttributes.DATA_TYPE, "",
                        VoyageAttributes.INPUT_TYPE, "query"),
                read("{\"model\":{\"dimension\":\"5\"},\"data.type\":[\"float\"],\"input.type\":\"query\"}"));
    }

    @Test
    void messagesHaveOnlyTheBeginningOfAValue() {
        for (final String value : new String[] {"x".repeat(100_000), "[" + "1,".repeat(100_000) + "1]"}) {
            final IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> read(value));
            assertTrue(e.getMessage().length() < 300, e.getMessage());
        }
    }

    private static Map<String, String> read(final String value) {
        return EmbeddingMetadata.read(Map.of(EmbeddingMetadata.KEY, value), false);
    }
}
