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

/** The component types that NiFi loaded, and the NARs they came from. */
public final class Bundles {

    private final NiFiRest rest;

    public Bundles(final NiFiRest rest) {
        this.rest = rest;
    }

    /** The types of all processors, as the REST API lists them: {@code type}, {@code bundle}, {@code description}, {@code tags}. */
    public JsonNode processorTypes() {
        return rest.get("/flow/processor-types").path("processorTypes");
    }

    /** The types of all controller services. */
    public JsonNode serviceTypes() {
        return rest.get("/flow/controller-service-types").path("controllerServiceTypes");
    }

    /**
     * The bundle of a processor type, ready to be sent back.
     *
     * @throws IllegalArgumentException when NiFi does not know the type
     */
    public JsonNode ofProcessor(final String type) {
        return bundleOf(type, processorTypes())
                .orElseThrow(() -> new IllegalArgumentException("NiFi has no processor " + type));
    }

    /** The bundle of a controller service type, or empty when NiFi does not know it. */
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
