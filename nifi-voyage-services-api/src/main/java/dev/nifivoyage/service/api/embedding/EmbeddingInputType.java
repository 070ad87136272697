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
 * What a text is for. Voyage puts a prompt before the text accordingly; vectors of different input types are compatible.
 * Source: Voyage's reference of {@code POST /v1/embeddings}.
 */
public enum EmbeddingInputType implements DescribedValue {
    DOCUMENT("document", "The texts will be searched: Voyage embeds them as documents"),
    QUERY("query", "The texts are searches: Voyage embeds them as queries"),
    NONE("none", "The texts are embedded as they are, without a prompt");

    private final String value;
    private final String description;

    EmbeddingInputType(final String value, final String description) {
        this.value = value;
        this.description = description;
    }

    /**
     * The input type of this name.
     *
     * @throws IllegalArgumentException for any other name
     */
    public static EmbeddingInputType ofValue(final String value) {
        for (final EmbeddingInputType inputType : values()) {
            if (inputType.value.equals(value)) {
                return inputType;
            }
        }

        throw new IllegalArgumentException("[%s] is no input type: document, query and none are".formatted(value));
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
