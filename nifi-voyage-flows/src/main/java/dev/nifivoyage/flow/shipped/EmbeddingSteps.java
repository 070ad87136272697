/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.flow.shipped;

import dev.nifivoyage.flow.Processor;

/**
 * Settings of processors that embed.
 */
final class EmbeddingSteps {

    private EmbeddingSteps() {
    }

    /**
     * Lets a processor embed documents with the flow's model, as numbers.
     */
    static Processor embeds(final Processor processor) {
        return model(processor).set("Data Type", "float").set("Truncation", "true");
    }

    /**
     * Lets a processor use the flow's model and dimensions.
     */
    static Processor model(final Processor processor) {
        return processor
            .set("Embeddings Model", "#{Embeddings Model}")
            .set("Input Type", "document")
            .set("Dimensions", "#{Dimensions}");
    }

    /**
     * Lets a processor put vectors into records as arrays of numbers.
     */
    static Processor vectors(final Processor processor) {
        return processor
            .set("Embeddings Record Path", "#{Embeddings Record Path}")
            .set("Vector Format", "NUMBERS");
    }
}
