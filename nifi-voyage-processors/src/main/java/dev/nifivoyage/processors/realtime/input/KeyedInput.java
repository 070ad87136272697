/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.realtime.input;

import dev.nifivoyage.service.api.embedding.RequestKey;

/**
 * An input and its key. Equal if the keys are, which cover each byte of the input.
 */
public record KeyedInput(RequestKey key, EmbeddingInput input) {

    @Override
    public boolean equals(final Object other) {
        return other instanceof final KeyedInput keyed && key.equals(keyed.key);
    }

    @Override
    public int hashCode() {
        return key.hashCode();
    }
}
