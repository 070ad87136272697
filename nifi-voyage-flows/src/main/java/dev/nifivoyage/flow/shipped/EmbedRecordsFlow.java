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
import dev.nifivoyage.flow.Processor;
import dev.nifivoyage.flow.Side;

/**
 * Embeds the text of records in files.
 */
final class EmbedRecordsFlow implements FlowDefinition {

    @Override
    public Flow flow() {
        final Flow flow = new Flow(
                "embed-records",
                "Embed records with Voyage AI",
                "Embeds the text of records with Voyage AI's Batch API.");
        flow.parameters(
                SharedParameters.embeddingsModel("voyage-4"),
                SharedParameters.dimensions(1024),
                SharedParameters.TEXT_RECORD_PATH,
                SharedParameters.EMBEDDING_RECORD_PATH,
                SharedParameters.inputDirectory("embed-records", "files of records"),
                SharedParameters.outputDirectory("embed-records", "records with vectors"),
                SharedParameters.rejectedDirectory("embed-records", "rejected records"));
        SharedParameters.inherit(flow);

        final FlowLayout layout = new FlowLayout(flow);
        final Processor read =
                FileSteps.take(flow, "Read files", "#{Input Directory}").at(0, 0);
        final JobGroup jobs = EmbeddingGroup.ofJson(flow, "#{Text Record Path}").jobs();
        final Processor results = FileSteps.write(flow, "Write records with vectors", "#{Output Directory}");
        flow.connect(read, "success").to(jobs.records()).roundRobin();
        layout.connect(jobs, results);
        flow.connect(results, "failure").back(Side.RIGHT);
        layout.createDirectories("Input Directory");
        layout.explain(
                SharedLabels.guide(
                        "Embeds the text of records with Voyage AI's Batch API.",
                        "",
                        "3. Put JSON files into Input Directory: an array or one object per line, with the text at Text Record Path."),
                SharedLabels.balanced("Read files"));
        return flow;
    }
}
