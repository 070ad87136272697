/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.nifi;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.Optional;

/** The component types of NiFi, and their NARs. */
public final class Bundles {

    private final NiFiRest rest;

    public Bundles(final NiFiRest rest) {
        this.rest = rest;
    }

    /**
     * Returns the types of all processors as in the REST API: {@code type}, {@code bundle}, {@code description},
     * {@code tags}.
     */
    public JsonNode processorTypes() {
        return rest.get("/flow/processor-types").path("processorTypes");
    }

    /** Returns the types of all controller services. */
    public JsonNode serviceTypes() {
        return rest.get("/flow/controller-service-types").path("controllerServiceTypes");
    }

    /**
     * Returns the bundle of a processor type, in the format of the REST API.
     *
     * @throws IllegalArgumentException if the type is unknown
     */
    public JsonNode ofProcessor(final String type) {
        return bundleOf(type, processorTypes())
                .orElseThrow(() -> new IllegalArgumentException("NiFi has no processor " + type));
    }

    /** Returns the bundle of a controller service type; empty if it is unknown. */
    public Optional<JsonNode> ofService(final String type) {
        return bundleOf(type, serviceTypes());
    }

    private static Optional<JsonNode> bundleOf(final String type, final JsonNode types) {
        for (final JsonNode candidate : types) {
            if (candidate.path("type").asText().equals(type)) {
                return Optional.of(candidate.path("bundle"));
            }
        }
        return Optional.empty();
    }
}
