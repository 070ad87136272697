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
import dev.nifivoyage.processors.batch.CreateBatchRerank;
import dev.nifivoyage.processors.realtime.Rerank;

/**
 * Ranks the documents of queries, in batch jobs or in real time.
 */
final class RerankFlow implements FlowDefinition {

    @Override
    public Flow flow() {
        final Flow flow = new Flow(
                "rerank",
                "Rank documents with Voyage AI",
                "Ranks the documents of each query, in batch jobs or in real time.");
        flow.parameters(
                SharedParameters.API_KEY,
                SharedParameters.BASE_URL,
                new Parameter("Rerank Model", "rerank-2.5", "Name of the Voyage AI model."),
                new Parameter("Top K", "5", "Maximum number of documents to keep for a query, best first."),
                new Parameter("Query Record Path", "/query", "A RecordPath that points to the query of a record."),
                new Parameter(
                        "Documents Record Path",
                        "/documents[*]/text",
                        "A RecordPath that points to the texts of the record's documents."),
                new Parameter(
                        "Ranking Record Path", "/ranking", "A RecordPath that points to the field for the ranking."),
                SharedParameters.MINIMUM_POLLING_INTERVAL,
                SharedParameters.MAXIMUM_POLLING_INTERVAL,
                new Parameter(
                        "Input Directory",
                        "./voyage/rerank/in",
                        "Directory from which files for batch jobs are read. Files are deleted after they are read."
                                + SharedParameters.IN_CLUSTER_INPUT),
                new Parameter(
                        "Live Directory",
                        "./voyage/rerank/live",
                        "Directory from which files to rank in real time are read. Files are deleted after they are read."
                                + SharedParameters.IN_CLUSTER_INPUT),
                new Parameter(
                        "Output Directory",
                        "./voyage/rerank/out",
                        "Directory to which ranked records are written, with a subdirectory for each job, or for each file ranked in real time."
                                + SharedParameters.IN_CLUSTER_RESULTS),
                new Parameter(
                        "Rejected Directory",
                        "./voyage/rerank/rejected",
                        "Directory to which rejected records are written, with a subdirectory for each job, or for each file ranked in real time."
                                + SharedParameters.IN_CLUSTER_RESULTS),
                SharedParameters.MAXIMUM_COST,
                SharedParameters.PROGRESS_DIRECTORY,
                SharedParameters.COST_DIRECTORY,
                SharedParameters.COST_INTERVAL);
        final VoyageServices services = VoyageServices.withoutCache(flow);

        final Processor read =
                FileSteps.take(flow, "Read queries", "#{Input Directory}").at(0, -220);
        final Processor create = flow.processor("CreateBatchRerank", VoyageComponentType.of(CreateBatchRerank.class))
                .at(0, 260);
        services.configureRequests(create);
        configureRanking(create);
        BatchSteps.configureJobCreation(create);
        final BatchPipeline batch = new BatchPipeline(flow, services, read, create);
        configureOutput(batch.download());
        final Processor readLive =
                FileSteps.take(flow, "Read live queries", "#{Live Directory}").at(1280, 260);
        final Processor realTime =
                flow.processor("Rerank", VoyageComponentType.of(Rerank.class)).at(1280, 840);
        services.configureRequests(realTime);
        configureRanking(realTime);
        configureOutput(realTime);

        batch.connect();
        flow.connect(realTime, "retry").back(Side.RIGHT);
        flow.balance(readLive, realTime);
        flow.connect(realTime, "failure").to(batch.attention());
        batch.connectResults(batch.download());
        batch.connectResults(realTime);
        final CostSteps costs = new CostSteps(flow, 1380);
        costs.of(batch.download());
        costs.of(realTime).via(1456, 1444);

        flow.label(
                        "guide",
                        SharedLabels.guide(
                                "Ranks documents by their relevance to a query: on the left in batch jobs, which cost a third less, on the right in real time.",
                                "the directories of Input Directory and Live Directory",
                                "3. Put files with queries and their documents into one of them, for example templates/data/queries/queries.jsonl."))
                .at(640, 0)
                .size(620, 170);
        flow.label("cluster", """
            In a cluster: Read queries and Read live queries run on the primary node, and their connections distribute the files to all nodes. \
            Input Directory and Live Directory must exist on each node; they may be shared. \
            All other directories are local to the node that writes.
            """ + SharedLabels.funnel("CreateBatchRerank"))
                .at(640, -170)
                .size(620, 150);
        SharedLabels.attention(flow, 880, 430, 420);
        return flow;
    }

    private static void configureRanking(final Processor processor) {
        processor
                .set("Query Record Path", "#{Query Record Path}")
                .set("Documents Source", "RECORD")
                .set("Documents Record Path", "#{Documents Record Path}")
                .set("Rerank Model", "#{Rerank Model}")
                .set("Top K", "#{Top K}")
                .set("Return Documents", "false")
                .set("Truncation", "true");
    }

    private static void configureOutput(final Processor processor) {
        processor.set("Output Strategy", "RECORD").set("Ranking Record Path", "#{Ranking Record Path}");
    }
}
