/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.system;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nifivoyage.local.VoyageLocalOptions;
import dev.nifivoyage.local.VoyageLocalServer;
import dev.nifivoyage.nifi.ControllerServices;
import dev.nifivoyage.nifi.FlowImport;
import dev.nifivoyage.nifi.NiFiProcess;
import dev.nifivoyage.nifi.ProcessGroups;
import dev.nifivoyage.nifi.ValidationErrors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import static dev.nifivoyage.system.VectorAssertions.assertVectorOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Voyage behind NiFi's own proxy service, with the name that its property has before NiFi 2.7 and with the one that it
 * has from then on.
 */
@ExtendWith(SharedNiFi.class)
class ProxyServiceSystemTest {
    private static final String PROXY_SERVICE = "org.apache.nifi.proxy.StandardProxyConfigurationService";
    /** A host name that only the proxy can resolve. */
    private static final URI VOYAGE = URI.create("http://voyage.invalid/v1");

    private static final String OLD_NAME = "proxy-configuration-service";
    private static final String NEW_NAME = "Proxy Configuration Service";

    @TempDir
    private Path directory;

    @Test
    void callsGoThroughTheProxy(final NiFiProcess nifi) throws Exception {
        try (VoyageLocalServer voyage = VoyageLocalServer.start(new VoyageLocalOptions());
                VoyageProxy proxy = VoyageProxy.start(voyage.baseUri())) {
            final BuiltFlow flow = new BuiltFlow(nifi, "behind a proxy", VOYAGE)
                    .service(
                            "Proxy",
                            PROXY_SERVICE,
                            Map.of(
                                    "Proxy Type",
                                    "HTTP",
                                    "Proxy Server Host",
                                    "127.0.0.1",
                                    "Proxy Server Port",
                                    Integer.toString(proxy.port())))
                    .configureService("Voyage", Map.of(NEW_NAME, "Proxy"));
            flow.processor(
                    "Embed",
                    "realtime.CreateEmbedding",
                    Map.of(
                            "Voyage Client Service",
                            "Voyage",
                            "Record Reader",
                            "JSON Reader",
                            "Record Writer",
                            "JSON Writer",
                            "Embeddings Model",
                            "voyage-4-lite",
                            "Dimensions",
                            "256"));
            flow.source("records", """
                {"text": "behind the curtain"}""", "Embed");
            flow.start().give("records");
            final List<JsonNode> embedded = flow.records("Embed", "success");
            assertEquals(1, embedded.size());
            assertVectorOf(
                    "behind the curtain",
                    "voyage-4-lite",
                    256,
                    embedded.getFirst().path("embedding"));
            assertEquals(1, proxy.count("POST /v1/embeddings"));

            final String saved = nifi.rest()
                    .get("/process-groups/" + flow.groupId() + "/download")
                    .toString();
            flow.delete();
            assertValidAfterImport(nifi, saved, OLD_NAME, NEW_NAME);
            assertValidAfterImport(nifi, saved, NEW_NAME, OLD_NAME);
        }
    }

    // the key is sensitive, so that it is not in the file
    private void assertValidAfterImport(final NiFiProcess nifi, final String saved, final String from, final String to)
            throws Exception {
        final String definition = saved.replace("\"" + from + "\":", "\"" + to + "\":");
        assertTrue(definition.contains("\"" + to + "\":"), definition);
        final String group = new FlowImport(nifi.rest())
                .upload(
                        "root",
                        Files.writeString(directory.resolve("saved-" + to.length() + ".json"), definition),
                        "saved with " + to);
        final ControllerServices services = new ControllerServices(nifi.rest());
        services.configure(
                services.of(group).stream()
                        .filter(service ->
                                service.path("component").path("name").asText().equals("Voyage"))
                        .findFirst()
                        .orElseThrow()
                        .path("id")
                        .asText(),
                Map.of("API Key", "any-key"));
        services.enableAll(group);
        new ValidationErrors(nifi.rest()).awaitNone(group);
        new ProcessGroups(nifi.rest()).delete(group);
    }
}
