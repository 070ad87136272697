/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.client;

import org.apache.nifi.util.MockPropertyConfiguration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** NiFi 2.7.0 renamed a property that is NiFi's. */
class ProxyPropertyTest {

    @ParameterizedTest
    @ValueSource(strings = {"proxy-configuration-service", "Proxy Configuration Service"})
    void flowWithEitherNameKeepsItsProxy(final String name) {
        final MockPropertyConfiguration flow =
                new MockPropertyConfiguration(Map.of(name, "id-of-a-proxy", "API Key", "key"));

        new StandardVoyageClientService().migrateProperties(flow);

        assertEquals(
                Map.of(
                        StandardVoyageClientService.PROXY_CONFIGURATION_SERVICE.getName(),
                        "id-of-a-proxy",
                        "API Key",
                        "key"),
                flow.getProperties());
    }
}
