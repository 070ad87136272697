/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.system;

import dev.nifivoyage.nifi.Bundles;
import dev.nifivoyage.nifi.NiFiProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** The assembled NiFi is a NiFi: its own processors are there and run. */
@ExtendWith(SharedNiFi.class)
class StockFlowSystemTest {

    @Test
    void stockProcessorsComeFromBundlesWithTheirOfficialNames(final NiFiProcess nifi) {
        final Bundles bundles = new Bundles(nifi.rest());
        assertEquals("nifi-standard-nar", bundles.ofProcessor("org.apache.nifi.processors.standard.GenerateFlowFile").path("artifact").asText());
        assertEquals("nifi-update-attribute-nar", bundles.ofProcessor("org.apache.nifi.processors.attributes.UpdateAttribute").path("artifact").asText());
    }
}
