/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.flow.shipped;

import dev.nifivoyage.flow.Group;
import dev.nifivoyage.flow.Processor;
import dev.nifivoyage.flow.VoyageComponentType;
import dev.nifivoyage.processors.batch.CreateBatchEmbedding;
import dev.nifivoyage.processors.realtime.CreateEmbedding;

/**
 * Processors that embed, and their settings.
 */
final class EmbeddingSteps {

    private EmbeddingSteps() {}

    /**
     * Adds CreateBatchEmbedding, in a flow with a cache.
     *
     * @param text record path of the text
     */
    static Processor create(final Group group, final VoyageServices services, final String text) {
        final Processor create =
                group.processor("CreateBatchEmbedding", VoyageComponentType.of(CreateBatchEmbedding.class));
        services.configureCachedRequests(create);
        create.set("Text Record Path", text);
        configureEmbedding(create);
        create.set("Minimum Batch Size", "1");
        BatchSteps.configureJobCreation(create);
        return create;
    }

    /**
     * Adds DownloadBatchResults, in a flow with a cache, which it fills.
     */
    static Processor download(final Group group, final VoyageServices services) {
        final Processor download = BatchSteps.download(group, services)
                .set(VoyageServices.CACHE, services.cache())
                .set("Text Record Path", "${voyage.embedding.text.record.path}");
        configureVectors(download);
        return download.set("Populate Cache", "true");
    }

    /**
     * Adds CreateEmbedding for FlowFiles that need no job, in a flow with a cache.
     *
     * @param text record path of the text
     */
    static Processor realTime(final Group group, final VoyageServices services, final String text) {
        final Processor realTime = group.processor("CreateEmbedding", VoyageComponentType.of(CreateEmbedding.class));
        services.configureCachedRequests(realTime);
        realTime.set("Text Record Path", text);
        configureVectors(realTime);
        configureEmbedding(realTime);
        return realTime.set("Maximum Texts per Request", "1000");
    }

    /**
     * Sets the properties of a processor that embeds documents.
     */
    static void configureEmbedding(final Processor processor) {
        configureModel(processor);
        processor.set("Data Type", "float").set("Truncation", "true");
    }

    /**
     * Sets the model and the dimensions of the flow.
     */
    static void configureModel(final Processor processor) {
        processor
                .set("Embeddings Model", "#{Embeddings Model}")
                .set("Input Type", "document")
                .set("Dimensions", "#{Dimensions}");
    }

    /**
     * Sets the field of vectors in records, as arrays of numbers.
     */
    static void configureVectors(final Processor processor) {
        processor.set("Embedding Record Path", "#{Embedding Record Path}").set("Vector Format", "NUMBERS");
    }
}
