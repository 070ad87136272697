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
import dev.nifivoyage.flow.Port;
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
                new Parameter("Rerank Model", "rerank-2.5", "Name of the Voyage AI model."),
                new Parameter("Top K", "5", "Maximum number of documents to keep for a query, best first."),
                new Parameter("Query Record Path", "/query", "A RecordPath that points to the query of a record."),
                new Parameter(
                        "Documents Record Path",
                        "/documents[*]/text",
                        "A RecordPath that points to the texts of the record's documents."),
                new Parameter(
                        "Ranking Record Path", "/ranking", "A RecordPath that points to the field for the ranking."),
                SharedParameters.inputDirectory("rerank", "files for batch jobs"),
                new Parameter(
                        "Live Directory",
                        "./voyage/rerank/live",
                        "Directory from which files to rank in real time are read. Files are deleted after they are read."
                                + SharedParameters.IN_CLUSTER_INPUT),
                SharedParameters.outputDirectory("rerank", "ranked records"),
                SharedParameters.rejectedDirectory("rerank", "rejected records"));
        SharedParameters.inherit(flow);

        final FlowLayout layout = new FlowLayout(flow);
        final Processor read =
                FileSteps.take(flow, "Read queries", "#{Input Directory}").at(0, -130);
        final Processor readLive =
                FileSteps.take(flow, "Read live queries", "#{Live Directory}").at(0, 130);
        final JobGroup jobs = new JobGroup(
                flow,
                "Rank with Voyage AI",
                "Ranks the documents of each query, in batch jobs or in real time.",
                "ranked records");
        final VoyageServices services = VoyageServices.withoutCache(jobs.group());
        final Processor create =
                jobs.group().processor("CreateBatchRerank", VoyageComponentType.of(CreateBatchRerank.class));
        services.configureRequests(create);
        configureRanking(create);
        BatchSteps.configureJobCreation(create);
        final Processor download = BatchSteps.download(jobs.group(), services);
        configureOutput(download);
        final Processor realTime = jobs.group().processor("Rerank", VoyageComponentType.of(Rerank.class));
        services.configureRequests(realTime);
        configureRanking(realTime);
        configureOutput(realTime);
        jobs.connect(services, create, BatchSteps.poll(jobs.group(), services), download);
        jobs.gather();
        jobs.connectRealTime(realTime);
        final Port live = jobs.group().input("live records").at(1336, 560);
        jobs.group().connect(live).to(realTime);

        final Processor results = FileSteps.write(flow, "Write results", "#{Output Directory}");
        flow.connect(read, "success")
                .to(jobs.records())
                .via(456, -66)
                .via(456, 40)
                .roundRobin();
        flow.connect(readLive, "success").to(live).via(456, 194).via(456, 90).roundRobin();
        layout.connect(jobs, results);
        flow.connect(results, "failure").back(Side.RIGHT);
        layout.createDirectories("Input Directory", "Live Directory");
        layout.explain(
                SharedLabels.guide(
                        "Ranks documents by their relevance to a query: in batch jobs, which cost a third less, or in real time.",
                        "",
                        "3. Put files with queries and their documents into Input Directory or Live Directory, for example templates/data/queries/queries.jsonl."),
                """
            In a cluster: Read queries and Read live queries run on the primary node, and their connections distribute the files to all nodes. \
            Input Directory and Live Directory may be shared. All other directories are local to the node that writes.
            Do not load balance other connections.""");
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
