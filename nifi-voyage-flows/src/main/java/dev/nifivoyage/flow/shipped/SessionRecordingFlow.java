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
import dev.nifivoyage.flow.VoyageComponentType;
import dev.nifivoyage.processors.pose.DescribePose;

/**
 * Describes the poses of recorded sessions, and embeds the descriptions.
 */
final class SessionRecordingFlow implements FlowDefinition {

    @Override
    public Flow flow() {
        final Flow flow = new Flow(
                "session-recording",
                "Embed recorded sessions with Voyage AI",
                "Describes the poses of recorded sessions, embeds the descriptions in batch jobs, and caches the vectors.");
        flow.parameters(
                SharedParameters.embeddingsModel("voyage-4-lite"),
                SharedParameters.dimensions(1024),
                SharedParameters.EMBEDDING_RECORD_PATH,
                SharedParameters.inputDirectory(
                        "session-recording", "recordings (%s)".formatted(SharedParameters.POSES)),
                SharedParameters.outputDirectory("session-recording", "frames with description and vector"),
                SharedParameters.rejectedDirectory(
                        "session-recording", "frames that have no usable pose or were rejected"));
        SharedParameters.inherit(flow);

        final FlowLayout layout = new FlowLayout(flow);
        final Processor read =
                FileSteps.take(flow, "Read recordings", "#{Input Directory}").at(0, -130);
        final Processor describe = flow.processor("DescribePose", VoyageComponentType.of(DescribePose.class))
                .at(0, 130)
                .terminate("original")
                .set(VoyageServices.READER, VoyageServices.json(flow, "Frames in"))
                .set(VoyageServices.WRITER, VoyageServices.jsonLines(flow, "Frames out"));
        LibrarySteps.configurePoses(describe);
        final JobGroup jobs = EmbeddingGroup.ofJson(flow, "/text").jobs();
        final Processor results = FileSteps.write(flow, "Write results", "#{Output Directory}");
        final Processor noPose = FileSteps.write(
                        flow, "Write frames without a pose", "#{Rejected Directory}/${uuid:prepend('no-pose-')}")
                .at(-440, 400);
        final Processor again = layout.again("Try to describe again").at(0, 400);
        flow.connect(read, "success").to(describe).roundRobin();
        flow.connect(describe, "success").to(jobs.records()).via(456, 194).via(456, 90);
        flow.connect(describe, "rejected").to(noPose).via(-264, 194);
        flow.connect(describe, "failure").to(again).via(30, 340);
        flow.connect(again, "success").to(describe).via(322, 340);
        flow.connect(noPose, "failure").back(Side.BOTTOM);
        layout.connect(jobs, results);
        flow.connect(results, "failure").back(Side.RIGHT);
        layout.createDirectories("Input Directory");
        layout.explain(
                SharedLabels.guide(
                        """
            Embeds a recorded session: the pose of each frame is described in words, and the descriptions are embedded in batch jobs. \
            Repeated poses are embedded once, and cached for the next session.""", "", "3. Put recordings into Input Directory, for example files of templates/data/poses."),
                SharedLabels.balanced("Read recordings"));
        return flow;
    }
}
