/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.system;

import com.fasterxml.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the server responds in real time, asked once for each request.
 *
 * @param given all records by ID
 */
record RealTimeResults(URI baseUri, Map<String, JsonNode> given, Map<Object, JsonNode> responses) {

    RealTimeResults(final URI baseUri, final Map<String, JsonNode> given) {
        this(baseUri, given, new HashMap<>());
    }

    JsonNode ask(final String path, final Map<String, Object> body) {
        return responses.computeIfAbsent(List.of(path, body), request -> {
            try {
                return new VoyageCalls(baseUri).post(path, body);
            } catch (final IOException e) {
                throw new UncheckedIOException(e);
            } catch (final InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        });
    }
}
