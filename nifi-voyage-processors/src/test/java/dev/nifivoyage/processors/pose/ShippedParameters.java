/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.pose;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * The parameters of a shipped flow, so that tests and pages measure the thresholds that users get.
 */
final class ShippedParameters {
    private final String flow;
    private final Map<String, String> values = new TreeMap<>();

    ShippedParameters(final String flow) throws IOException {
        this.flow = flow;
        final JsonNode definition = new ObjectMapper().readTree(SampleTexts.resource("/flows/" + flow + ".json"));
        for (final JsonNode context : definition.path("parameterContexts")) {
            context.path("parameters")
                    .forEach(parameter -> values.put(
                            parameter.path("name").asText(),
                            parameter.path("value").asText()));
        }
    }

    double number(final String name) {
        return Double.parseDouble(text(name));
    }

    String model() {
        return text("Embeddings Model");
    }

    int dimension() {
        return Integer.parseInt(text("Dimensions"));
    }

    private String text(final String name) {
        final String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("The flow %s has no parameter %s".formatted(flow, name));
        }

        return value;
    }
}
