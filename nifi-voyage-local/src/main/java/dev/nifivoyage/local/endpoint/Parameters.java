/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nifivoyage.local.error.ApiError;
import dev.nifivoyage.local.model.ModelKind;
import dev.nifivoyage.local.model.VoyageModel;
import dev.nifivoyage.local.model.VoyageModels;

import java.util.Iterator;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The parameters of a request, validated when read; null counts as absent. Errors are rejected with 400 and a message.
 */
final class Parameters {

    private final ObjectNode request;

    Parameters(final ObjectNode request) {
        this.request = request;
    }

    /**
     * Rejects all other parameters.
     */
    void onlyKnown(final Set<String> known) {
        for (final Iterator<String> names = request.fieldNames(); names.hasNext(); ) {
            final String name = names.next();
            if (!known.contains(name)) {
                throw rejected("Argument '" + name + "' is not supported by our API");
            }
        }
    }

    VoyageModel model(final ModelKind kind) {
        final JsonNode value = request.path("model");
        if (isAbsent("model")) {
            throw rejected("Argument 'model' is required");
        }
        if (!value.isTextual()) {
            throw rejected("Argument 'model' must be a string");
        }
        return VoyageModels.find(kind, value.textValue())
                .orElseThrow(() -> notSupported(value.textValue(), VoyageModels.ofKind(kind)));
    }

    /**
     * Returns a parameter that must be one of the allowed words, or null if it is absent.
     */
    String word(final String name, final List<String> allowed) {
        if (isAbsent(name)) {
            return null;
        }
        final JsonNode value = request.get(name);
        if (!value.isTextual() || !allowed.contains(value.textValue())) {
            throw rejected("Value " + shown(value) + " of argument '" + name
                    + "' is not supported. Supported values are " + list(allowed));
        }
        return value.textValue();
    }

    boolean flag(final String name, final boolean absent) {
        if (isAbsent(name)) {
            return absent;
        }
        if (!request.get(name).isBoolean()) {
            throw rejected("Argument '" + name + "' must be a boolean");
        }
        return request.get(name).booleanValue();
    }

    OptionalInt number(final String name, final int minimum, final int maximum) {
        if (isAbsent(name)) {
            return OptionalInt.empty();
        }
        final JsonNode value = request.get(name);
        if (!value.canConvertToInt()
                || !value.isIntegralNumber()
                || value.intValue() < minimum
                || value.intValue() > maximum) {
            throw rejected("Value " + shown(value) + " of argument '" + name + "' must be an integer from " + minimum
                    + " to " + maximum);
        }
        return OptionalInt.of(value.intValue());
    }

    boolean isAbsent(final String name) {
        return request.path(name).isMissingNode() || request.path(name).isNull();
    }

    static ApiError notSupported(final String model, final List<VoyageModel> supported) {
        return rejected("Model " + model + " is not supported. Supported models are "
                + list(supported.stream().map(VoyageModel::name).toList()));
    }

    static ApiError rejected(final String sentence) {
        return new ApiError(400, sentence.endsWith(".") ? sentence : sentence + ".");
    }

    private static String shown(final JsonNode value) {
        return value.isTextual() ? "'" + value.textValue() + "'" : value.toString();
    }

    static String list(final List<String> words) {
        final StringBuilder list = new StringBuilder("[");
        for (final String word : words) {
            list.append(list.length() > 1 ? ", " : "").append('\'').append(word).append('\'');
        }
        return list.append(']').toString();
    }
}
