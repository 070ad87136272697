/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.api.embedding;

import org.apache.nifi.components.DescribedValue;

/**
 * Purpose of a text. Voyage prepends a prompt accordingly; vectors of different input types are compatible.
 * Source: Voyage's reference of {@code POST /v1/embeddings}.
 */
public enum EmbeddingInputType implements DescribedValue {
    DOCUMENT("document", "The texts are searched: Voyage embeds them as documents"),
    QUERY("query", "The texts are search queries: Voyage embeds them as queries"),
    NONE("none", "The texts are embedded without a prompt");

    private final String value;
    private final String description;

    EmbeddingInputType(final String value, final String description) {
        this.value = value;
        this.description = description;
    }

    /**
     * Returns the input type of a value.
     *
     * @throws IllegalArgumentException for any other value
     */
    public static EmbeddingInputType ofValue(final String value) {
        for (final EmbeddingInputType inputType : values()) {
            if (inputType.value.equals(value)) {
                return inputType;
            }
        }

        throw new IllegalArgumentException(
                "[%s] is not an input type: expected document, query or none".formatted(value));
    }

    @Override
    public String getValue() {
        return value;
    }

    @Override
    public String getDisplayName() {
        return value;
    }

    @Override
    public String getDescription() {
        return description;
    }
}
