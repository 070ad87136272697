/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.system;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nifivoyage.nifi.Bundles;
import dev.nifivoyage.nifi.NiFiProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.IOException;
import java.util.SortedSet;
import java.util.TreeSet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

/** NiFi loads our NARs and offers all they hold. */
@ExtendWith(SharedNiFi.class)
class VoyageNarsSystemTest {

    @Test
    void everyProcessorOfTheNarIsOffered(final NiFiProcess nifi) throws IOException {
        final SortedSet<String> announced =
                NarFile.named("nifi-voyage-nar").announced("org.apache.nifi.processor.Processor");
        assertFalse(announced.isEmpty());
        assertEquals(announced, offered(new Bundles(nifi.rest()).processorTypes()));
    }

    @Test
    void everyServiceOfTheNarIsOffered(final NiFiProcess nifi) throws IOException {
        assertEquals(
                NarFile.named("nifi-voyage-nar").announced("org.apache.nifi.controller.ControllerService"),
                offered(new Bundles(nifi.rest()).serviceTypes()));
    }

    private static SortedSet<String> offered(final JsonNode types) {
        final SortedSet<String> offered = new TreeSet<>();
        for (final JsonNode type : types) {
            if (type.path("bundle").path("group").asText().equals("dev.nifivoyage")) {
                assertEquals(
                        "nifi-voyage-nar", type.path("bundle").path("artifact").asText());
                assertFalse(
                        type.path("description").asText().isBlank(),
                        () -> "no description: " + type.path("type").asText());
                offered.add(type.path("type").asText());
            }
        }
        return offered;
    }
}
