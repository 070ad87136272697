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

/**
 * Embeds records in batch jobs, and in real time if all of their vectors are cached.
 */
final class EmbedRecordsFlow implements FlowDefinition {

    private static final String TEXT = "#{Text Record Path}";

    @Override
    public Flow flow() {
        final Flow flow = new Flow(
                "embed-records",
                "Embed records with Voyage AI",
                "Embeds the text of records with Voyage AI's Batch API.");
        flow.parameters(
                SharedParameters.API_KEY,
                SharedParameters.BASE_URL,
                SharedParameters.embeddingsModel("voyage-4"),
                SharedParameters.dimensions(1024),
                new Parameter("Text Record Path", "/text", "A RecordPath that points to the text of a record."),
                SharedParameters.EMBEDDING_RECORD_PATH,
                SharedParameters.cacheDirectory("./embedding_cache"),
                SharedParameters.MINIMUM_POLLING_INTERVAL,
                SharedParameters.MAXIMUM_POLLING_INTERVAL,
                new Parameter(
                        "Input Directory",
                        "./voyage/in",
                        "Directory from which files of records are read. Files are deleted after they are read."
                                + SharedParameters.IN_CLUSTER_INPUT),
                new Parameter(
                        "Output Directory",
                        "./voyage/out",
                        "Directory to which records with vectors are written, with a subdirectory for each job, or for each file that needed no job."
                                + SharedParameters.IN_CLUSTER_RESULTS),
                new Parameter(
                        "Rejected Directory",
                        "./voyage/rejected",
                        "Directory to which rejected records are written, with a subdirectory for each job, or for each file that needed no job."
                                + SharedParameters.IN_CLUSTER_RESULTS),
                SharedParameters.MAXIMUM_COST,
                SharedParameters.PROGRESS_DIRECTORY,
                SharedParameters.COST_DIRECTORY,
                SharedParameters.COST_INTERVAL);
        final VoyageServices services = VoyageServices.withCache(flow);

        final Processor read =
                FileSteps.take(flow, "Read files", "#{Input Directory}").at(0, -220);
        final EmbeddingPipeline pipeline = new EmbeddingPipeline(flow, services, TEXT);
        final Processor results = FileSteps.write(
                        flow, "Write records with vectors", "#{Output Directory}" + FileSteps.FOLDER_PER_JOB)
                .at(640, 840);
        final Processor rejected = FileSteps.write(
                        flow, "Write rejected records", "#{Rejected Directory}" + FileSteps.FOLDER_PER_JOB)
                .at(640, 1120);
        pipeline.balanceFrom(read);
        pipeline.connect(results, rejected);
        flow.connect(results, "failure").back(Side.TOP);

        flow.label(
                        "guide",
                        SharedLabels.guide(
                                "Embeds the text of records with Voyage AI's Batch API.",
                                "the directory of Input Directory",
                                "3. Put JSON files into Input Directory: an array or one object per line, with the text at Text Record Path."))
                .at(640, 0)
                .size(560, 150);
        flow.label(
                        "cluster",
                        SharedLabels.balanced(
                                "Read files",
                                "Embedding Cache Directory must be local to each node. ",
                                "CreateBatchEmbedding"))
                .at(640, -170)
                .size(560, 150);
        SharedLabels.attention(flow, 880, 430, 420);
        flow.label("cache", """
            The embedding cache stores each vector in Embedding Cache Directory, so that no text is paid for twice: only texts without a cached vector are sent.
            A file whose texts are all cached needs no batch job: CreateEmbedding adds the vectors immediately.""").at(-900, 1120).size(460, 130);
        return flow;
    }
}
