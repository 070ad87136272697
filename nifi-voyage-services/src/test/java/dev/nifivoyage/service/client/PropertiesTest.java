/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.client;

import org.apache.nifi.controller.ControllerService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URI;
import java.util.ServiceLoader;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Which configurations are valid, and which address each means.
 */
class PropertiesTest {

    @ParameterizedTest
    @CsvSource({
        "pa-123, https://api.voyageai.com/v1",
        "al-123, https://ai.mongodb.com/v1",
        "anything, https://api.voyageai.com/v1"
    })
    void addressOfTheKey(final String apiKey, final String address) throws Exception {
        assertEquals(
                URI.create(address),
                new ServiceFixture(null)
                        .set(StandardVoyageClientService.API_KEY, apiKey)
                        .enable()
                        .getBaseUri());
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:8089/v1, http://127.0.0.1:8089/v1",
        "https://proxy.example.com/voyage/v1/, https://proxy.example.com/voyage/v1"
    })
    void configuredAddress(final String configured, final String address) throws Exception {
        assertEquals(URI.create(address), ServiceFixture.enabled(configured).getBaseUri());
    }

    @Test
    void addressFromTheEnvironment() throws Exception {
        final ServiceFixture fixture = new ServiceFixture("${voyage.address}");
        fixture.runner.setEnvironmentVariableValue("voyage.address", "http://localhost:1/v1");

        assertEquals(URI.create("http://localhost:1/v1"), fixture.enable().getBaseUri());
    }

    // as a parameter that is left empty
    @Test
    void emptyAddress() throws Exception {
        final ServiceFixture fixture = new ServiceFixture("${voyage.address}");
        fixture.runner.setEnvironmentVariableValue("voyage.address", "");

        assertEquals(URI.create(BaseUrl.VOYAGE), fixture.enable().getBaseUri());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://example.com/v1",
                "example.com",
                "https://user:word@example.com/v1",
                "https://example.com/v1?key=1",
                "https://example.com/v1#x",
                "http://127.0.0.1:8089",
                "https://api.voyageai.com/",
                "https://api.voyageai.com//"
            })
    void invalidAddress(final String address) throws Exception {
        final ServiceFixture fixture = new ServiceFixture(address);

        fixture.runner.assertNotValid(fixture.service);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pa-with space", "pa-schlüssel", "pa-line\nbreak"})
    void invalidKey(final String apiKey) throws Exception {
        final ServiceFixture fixture = new ServiceFixture(null).set(StandardVoyageClientService.API_KEY, apiKey);

        fixture.runner.assertNotValid(fixture.service);
    }

    @Test
    void keyWithSpacesAroundIsTrimmed() throws Exception {
        final ServiceFixture fixture = new ServiceFixture(null).set(StandardVoyageClientService.API_KEY, " al-123\n");

        assertEquals(URI.create(BaseUrl.ATLAS), fixture.enable().getBaseUri());
    }

    @Test
    void serviceCanBeEnabledAgain() throws Exception {
        final ServiceFixture fixture = new ServiceFixture(null);
        fixture.enable();
        fixture.close();

        assertEquals(URI.create(BaseUrl.VOYAGE), fixture.enable().getBaseUri());
    }

    @Test
    void niFiFindsTheService() {
        assertTrue(ServiceLoader.load(ControllerService.class).stream()
                .anyMatch(provider -> provider.type() == StandardVoyageClientService.class));
    }
}
