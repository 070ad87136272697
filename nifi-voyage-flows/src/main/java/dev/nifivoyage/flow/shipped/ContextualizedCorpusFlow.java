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
import dev.nifivoyage.flow.Side;
import dev.nifivoyage.flow.VoyageComponentType;
import dev.nifivoyage.processors.batch.CreateBatchContextualized;

/**
 * Embeds the chunks of documents, each in the context of its document.
 */
final class ContextualizedCorpusFlow implements FlowDefinition {

    @Override
    public Flow flow() {
        final Flow flow = new Flow(
                "contextualized-corpus",
                "Embed a corpus in context with Voyage AI",
                "Embeds the chunks of documents, each in the context of its document, with Voyage AI's Batch API.");
        flow.parameters(
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
                SharedParameters.inputDirectory(
                        "contextualized-corpus", "files of chunks, in the format that NiFi's ChunkDocument writes,"),
                SharedParameters.outputDirectory("contextualized-corpus", "chunks with vectors"),
                SharedParameters.rejectedDirectory("contextualized-corpus", "the chunks of rejected documents"));
        SharedParameters.inherit(flow);

        final FlowLayout layout = new FlowLayout(flow);
        final Processor read =
                FileSteps.take(flow, "Read chunks", "#{Input Directory}").at(0, 0);
        final JobGroup jobs = new JobGroup(
                flow,
                "Embed in context with Voyage AI",
                "Adds vectors to the chunks of documents, in batch jobs.",
                "chunks with vectors");
        final VoyageServices services = VoyageServices.withoutCache(jobs.group());
        final Processor create = jobs.group()
                .processor("CreateBatchContextualized", VoyageComponentType.of(CreateBatchContextualized.class));
        services.configureRequests(create);
        create.set("Document Layout", "CONSECUTIVE_RECORDS")
                .set("Document ID Record Path", "#{Document ID Record Path}")
                .set("Chunk Count Record Path", "#{Chunk Count Record Path}")
                .set("Text Record Path", "#{Text Record Path}");
        EmbeddingSteps.configureModel(create);
        create.set("Data Type", "float");
        BatchSteps.configureJobCreation(create);
        final Processor download = BatchSteps.download(jobs.group(), services)
                .set("Text Record Path", "${voyage.embedding.text.record.path}");
        EmbeddingSteps.configureVectors(download);
        jobs.connect(services, create, BatchSteps.poll(jobs.group(), services), download);
        jobs.gather();
        final Processor results = FileSteps.write(flow, "Write results", "#{Output Directory}");
        flow.connect(read, "success").to(jobs.records()).roundRobin();
        layout.connect(jobs, results);
        flow.connect(results, "failure").back(Side.RIGHT);
        layout.createDirectories("Input Directory");
        layout.explain(
                SharedLabels.guide(
                        "Embeds chunks of documents with Voyage AI's Batch API. The vector of a chunk depends on the whole document.",
                        "",
                        "3. Put files with chunks into Input Directory, for example templates/data/documents/corpus.jsonl."),
                SharedLabels.balanced("Read chunks"));
        return flow;
    }
}
