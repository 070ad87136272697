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
import dev.nifivoyage.flow.Funnel;
import dev.nifivoyage.flow.Parameter;
import dev.nifivoyage.flow.Processor;
import dev.nifivoyage.flow.Side;
import dev.nifivoyage.flow.VoyageComponentType;
import dev.nifivoyage.processors.pose.DescribePose;

/**
 * Describes recorded poses, embeds the descriptions and caches the vectors.
 */
final class SessionRecordingFlow implements FlowDefinition {

    @Override
    public Flow flow() {
        final Flow flow = new Flow(
                "session-recording",
                "Embed recorded poses with Voyage AI",
                "Describes recorded poses in words, embeds the descriptions with Voyage AI's Batch API, and caches the vectors.");
        flow.parameters(
                SharedParameters.API_KEY,
                SharedParameters.BASE_URL,
                SharedParameters.cacheDirectory("./voyage/session-recording/cache"),
                SharedParameters.embeddingsModel("voyage-4-lite"),
                SharedParameters.dimensions(1024),
                SharedParameters.EMBEDDING_RECORD_PATH,
                SharedParameters.MINIMUM_POLLING_INTERVAL,
                SharedParameters.MAXIMUM_POLLING_INTERVAL,
                new Parameter(
                        "Input Directory",
                        "./voyage/session-recording/in",
                        "Directory of the recordings: a record for each frame, with the landmarks of MediaPipe. Files are deleted after they are read."
                                + SharedParameters.IN_CLUSTER_INPUT),
                new Parameter(
                        "Output Directory",
                        "./voyage/session-recording/out",
                        "Directory to which frames with description and vector are written, with a subdirectory for each job, or for each recording that needed no job."
                                + SharedParameters.IN_CLUSTER_RESULTS),
                new Parameter(
                        "Rejected Directory",
                        "./voyage/session-recording/rejected",
                        "Directory to which frames that have no usable pose or were rejected are written."
                                + SharedParameters.IN_CLUSTER_RESULTS),
                SharedParameters.MAXIMUM_COST,
                SharedParameters.PROGRESS_DIRECTORY,
                SharedParameters.COST_DIRECTORY,
                SharedParameters.COST_INTERVAL);
        final VoyageServices services = VoyageServices.withCache(flow);

        final Processor read =
                FileSteps.take(flow, "Read recordings", "#{Input Directory}").at(0, -480);
        final Processor describe = flow.processor("DescribePose", VoyageComponentType.of(DescribePose.class))
                .at(0, 0)
                .terminate("original");
        services.configureRecords(describe);
        final EmbeddingPipeline pipeline = new EmbeddingPipeline(flow, services, "/text");
        final Processor results = FileSteps.write(
                        flow, "Write results", "#{Output Directory}" + FileSteps.FOLDER_PER_JOB)
                .at(640, 840);
        final Processor rejected = FileSteps.write(
                        flow, "Write rejected records", "#{Rejected Directory}" + FileSteps.FOLDER_PER_JOB)
                .at(640, 1120);
        final Processor noPose = FileSteps.write(
                        flow, "Write frames without a pose", "#{Rejected Directory}/${uuid:prepend('no-pose-')}")
                .at(1280, 0);
        flow.balance(read, describe);
        pipeline.connectFrom(describe);
        final Funnel attention = pipeline.connect(results, rejected);
        flow.connect(describe, "failure").to(attention);
        flow.connect(describe, "rejected").to(noPose);
        flow.connect(noPose, "failure").back(Side.RIGHT);
        flow.connect(results, "failure").back(Side.TOP);

        flow.label(
                        "guide",
                        SharedLabels.guide(
                                """
            Embeds a recorded session: the pose of each frame is described in words, and the descriptions are embedded in batch jobs. \
            Repeated poses are embedded once, and cached for the next session.""",
                                "the directory of Input Directory",
                                "3. Put recordings into Input Directory, for example files of templates/data/poses."))
                .at(720, 105)
                .size(520, 200);
        flow.label(
                        "cluster",
                        SharedLabels.balanced(
                                "Read recordings",
                                "Embedding Cache Directory must be local to each node. ",
                                "CreateBatchEmbedding"))
                .at(720, -120)
                .size(520, 150);
        SharedLabels.attention(flow, 880, 430, 420);
        return flow;
    }
}
