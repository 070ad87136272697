/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.flow.shipped;

import dev.nifivoyage.flow.Flow;
import dev.nifivoyage.flow.FlowDefinition;
import dev.nifivoyage.flow.Parameter;
import dev.nifivoyage.flow.Processor;
import dev.nifivoyage.flow.VoyageComponentType;
import dev.nifivoyage.processors.batch.CreateBatchContextualized;

/**
 * Embeds chunks of documents in the context of their document.
 */
final class ContextualizedCorpusFlow implements FlowDefinition {

    @Override
    public Flow flow() {
        final Flow flow = new Flow(
                "contextualized-corpus",
                "Embed a corpus in context with Voyage AI",
                "Embeds the chunks of documents, each in the context of its document, with Voyage AI's Batch API.");
        flow.parameters(
                SharedParameters.API_KEY,
                SharedParameters.BASE_URL,
                SharedParameters.embeddingsModel("voyage-context-3"),
                SharedParameters.dimensions(1024),
                new Parameter(
                        "Document ID Record Path",
                        "/metadata/source",
                        "A RecordPath that points to the ID of a chunk's document. The chunks of a document must be consecutive."),
                new Parameter(
                        "Chunk Count Record Path",
                        "/metadata/chunk_count",
                        "A RecordPath that points to the number of chunks of the document. Incomplete documents are not sent."),
                new Parameter("Text Record Path", "/text", "A RecordPath that points to the text of a chunk."),
                SharedParameters.EMBEDDING_RECORD_PATH,
                SharedParameters.MINIMUM_POLLING_INTERVAL,
                SharedParameters.MAXIMUM_POLLING_INTERVAL,
                new Parameter(
                        "Input Directory",
                        "./voyage/contextualized-corpus/in",
                        "Directory from which files of chunks are read, in the format that NiFi's ChunkDocument writes. Files are deleted after they are read."
                                + SharedParameters.IN_CLUSTER_INPUT),
                new Parameter(
                        "Output Directory",
                        "./voyage/contextualized-corpus/out",
                        "Directory to which chunks with vectors are written, with a subdirectory for each job."
                                + SharedParameters.IN_CLUSTER_RESULTS),
                new Parameter(
                        "Rejected Directory",
                        "./voyage/contextualized-corpus/rejected",
                        "Directory to which the chunks of rejected documents are written, with a subdirectory for each job."
                                + SharedParameters.IN_CLUSTER_RESULTS),
                SharedParameters.MAXIMUM_COST,
                SharedParameters.PROGRESS_DIRECTORY,
                SharedParameters.COST_DIRECTORY,
                SharedParameters.COST_INTERVAL);
        final VoyageServices services = VoyageServices.withoutCache(flow);

        final Processor read =
                FileSteps.take(flow, "Read chunks", "#{Input Directory}").at(0, -220);
        final Processor create = flow.processor(
                        "CreateBatchContextualized", VoyageComponentType.of(CreateBatchContextualized.class))
                .at(0, 260);
        services.configureRequests(create);
        create.set("Document Layout", "CONSECUTIVE_RECORDS")
                .set("Document ID Record Path", "#{Document ID Record Path}")
                .set("Chunk Count Record Path", "#{Chunk Count Record Path}")
                .set("Text Record Path", "#{Text Record Path}");
        EmbeddingSteps.configureModel(create);
        create.set("Data Type", "float");
        BatchSteps.configureJobCreation(create);
        final BatchPipeline batch = new BatchPipeline(flow, services, read, create);
        batch.download().set("Text Record Path", "${voyage.embedding.text.record.path}");
        EmbeddingSteps.configureVectors(batch.download());

        batch.connect();
        batch.connectResults(batch.download());
        new CostSteps(flow, 1380).of(batch.download());

        flow.label(
                        "guide",
                        SharedLabels.guide(
                                "Embeds chunks of documents with Voyage AI's Batch API. The vector of a chunk depends on the whole document.",
                                "the directory of Input Directory",
                                "3. Put files with chunks into Input Directory, for example templates/data/documents/corpus.jsonl."))
                .at(640, 0)
                .size(620, 150);
        flow.label("cluster", SharedLabels.balanced("Read chunks", "", "CreateBatchContextualized"))
                .at(640, -170)
                .size(620, 150);
        SharedLabels.attention(flow, 880, 430, 420);
        return flow;
    }
}
