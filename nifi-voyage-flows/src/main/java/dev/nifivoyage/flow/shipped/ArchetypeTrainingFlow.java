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
import dev.nifivoyage.flow.Group;
import dev.nifivoyage.flow.Parameter;
import dev.nifivoyage.flow.Port;
import dev.nifivoyage.flow.Processor;
import dev.nifivoyage.flow.Side;
import dev.nifivoyage.flow.VoyageComponentType;
import dev.nifivoyage.processors.pose.DescribePose;

/**
 * Embeds a library of archetypes in a batch job without waiting for it, and describes recordings in the meantime.
 */
final class ArchetypeTrainingFlow implements FlowDefinition {

    @Override
    public Flow flow() {
        final Flow flow = new Flow(
                "archetype-training",
                "Train archetypes with Voyage AI",
                "Embeds a library of archetypes with 512 dimensions in a batch job without waiting for it, describes recordings in the meantime,"
                        + " and matches them as soon as the library is available.");
        flow.parameters(
                SharedParameters.embeddingsModel("voyage-4-large"),
                SharedParameters.dimensions(512),
                new Parameter(
                        "Training Version",
                        "1",
                        "Version to store in the metadata of the job, where ListBatches can find it."),
                SharedParameters.threshold("0.85"),
                SharedParameters.minimumMargin("0.02"),
                SharedParameters.libraryDirectory(
                        "archetype-training", "Directory of libraries: a record for each archetype, with variations."),
                SharedParameters.libraryOutputDirectory("archetype-training"),
                new Parameter(
                        "Recordings Directory",
                        "./voyage/archetype-training/recordings",
                        "Directory of the recordings: " + SharedParameters.POSES
                                + ". Files are deleted after they are read."
                                + SharedParameters.IN_CLUSTER_INPUT),
                SharedParameters.matchesDirectory("archetype-training", "frames with their archetype"),
                SharedParameters.unusableDirectory("archetype-training", "archetypes and frames"));
        SharedParameters.inherit(flow);
        final VoyageServices services = VoyageServices.withCache(flow);
        train(flow, services);
        matchRecordings(flow, services);
        final FlowLayout layout = new FlowLayout(flow);
        layout.createDirectories("Library Directory", "Recordings Directory");
        layout.explain(
                SharedLabels.guide(
                        """
            Above: a library of archetypes is embedded with 512 dimensions, in a batch job that is not waited for. Its ID is in the FlowFile, \
            its purpose and version in the metadata of the job. Below: meanwhile recordings are described, and matched as soon as the library is available.""",
                        "",
                        "3. Put templates/data/gestures/archetypes.jsonl into Library Directory, and recordings into Recordings Directory."),
                """
            In a cluster: Read library and Read recordings run on the primary node, and so does the rest of the flow: MatchGesture reads the library from a directory. \
            Library Directory and Recordings Directory must exist on each node. \
            Share Library Output Directory among the nodes, so that another primary node has the library too. \
            Embedding Cache Directory must be local to each node.""");
        layout.explainTryAgain(1180, 290);
        return flow;
    }

    private static void train(final Flow flow, final VoyageServices services) {
        final LibraryGroup library =
                LibraryGroup.add(flow, "Train", "Embeds a library of archetypes in a batch job.", "archetypes");
        library.again().at(696, -600);
        library.loaded().at(2616, 40);
        library.unusable().at(1976, 340);
        library.stopped().at(696, 340);
        final Group group = library.group();
        final Processor submit = LibrarySteps.load(group, "Submit the library", services, "BATCH_FIRE_AND_FORGET")
                .at(0, 0)
                .penalty("1 min")
                .terminate("original")
                .setDynamic("purpose", "archetype training")
                .setDynamic("version", "#{Training Version}")
                .setDynamic("source", "${filename}");
        final Processor poll = BatchSteps.poll(group, services).at(640, 0);
        final Processor load = LibrarySteps.load(group, "Load the library", services, LibrarySteps.EXISTING_JOB)
                .at(1280, 0)
                .every("1 sec")
                .penalty("10 sec")
                .set("Batch ID", BatchSteps.BATCH_ID);
        BatchSteps.configurePolling(load);
        final Processor name = LibrarySteps.name(group).at(1920, 0);
        final Processor resume = BatchSteps.resume(group).at(640, -460);
        group.connect(library.libraries()).to(submit);
        group.connect(library.again()).to(resume);
        group.connect(resume, "unmatched").to(submit).via(176, -396);
        group.connect(resume, "wait").to(poll);
        group.connect(resume, "download").to(load).via(1456, -396);
        group.connect(submit, "submitted").to(poll);
        group.connect(submit, "retry").back(Side.TOP_RIGHT);
        group.connect(submit, "success").to(name).via(250, -240).via(2096, -240);
        group.connect(submit, "rejected").to(library.unusable()).via(100, 480).via(2096, 480);
        group.connect(submit, "failure", "over budget").to(library.stopped()).via(260, 364);
        group.connect(poll, "completed").to(load);
        group.connect(poll, "running", "retry").back(Side.TOP_RIGHT);
        group.connect(poll, "job failed", "failure", "timed out")
                .to(library.stopped())
                .via(816, 300);
        group.connect(load, "waiting", "retry").back(Side.TOP_RIGHT);
        group.connect(load, "success").to(name);
        group.connect(load, "rejected").to(library.unusable()).via(1540, 364);
        group.connect(load, "failure").to(library.stopped()).via(1380, 364);
        group.connect(name, "success").to(library.loaded());
        group.label("training", "The job is created and left alone: its results are read as soon as it has ended.")
                .at(-800, 600)
                .size(480, 60);
        new CostGroup(group, 1264, 560).of(load);
        final ProgressGroup progress = new ProgressGroup(group, 624, 560);
        progress.of(poll, "progress", "job failed", "timed out").via(1080, 220).via(1080, 648);
        progress.of(load, "original", "failure").via(1180, 260).via(1180, 690);
    }

    private static void matchRecordings(final Flow flow, final VoyageServices services) {
        final double top = 600;
        final Group group = flow.group(
                        "Match recordings", "Describes the poses of recordings, and finds their archetypes.")
                .at(FlowLayout.GROUP_X, top + FlowLayout.GROUP_Y);
        final Port recordings = group.input("recordings").at(-40, -200);
        final Port again = group.input("try again").at(240, -200);
        final Port matched = group.output("matches").at(1336, 40);
        final Port unusable = group.output("rejected").at(1336, 340);
        final Port stopped = group.output("stopped").at(376, 340);
        final Processor describe = group.processor("DescribePose", VoyageComponentType.of(DescribePose.class))
                .at(0, 0)
                .terminate("original");
        services.configureRecords(describe);
        LibrarySteps.configurePoses(describe);
        final Processor match = LibrarySteps.match(group, services, "TEXT")
                .at(640, 0)
                .set("Text Record Path", "/text")
                .set("Comparison", "CENTROID")
                .set("Threshold", "#{Threshold}")
                .set("Minimum Margin", "#{Minimum Margin}");
        EmbeddingSteps.configureModel(match);
        match.set("Truncation", "true");
        group.connect(recordings).to(describe);
        group.connect(again).to(describe);
        group.connect(describe, "success").to(match);
        group.connect(describe, "rejected").to(unusable).via(140, 480).via(1456, 480);
        group.connect(describe, "failure").to(stopped).via(230, 364);
        group.connect(match, "success").to(matched);
        group.connect(match, "retry").back(Side.TOP_RIGHT);
        group.connect(match, "rejected").to(unusable).via(900, 364);
        group.connect(match, "failure").to(stopped).via(760, 364);
        group.label("matching", "Texts that arrive before the library is available wait in retry.")
                .at(-800, 600)
                .size(480, 60);
        new CostGroup(group, 624, 560).of(match);

        final Processor read = FileSteps.take(flow, "Read recordings", "#{Recordings Directory}")
                .at(0, top);
        final Processor writeMatches = FileSteps.write(
                        flow, "Write matches", "#{Output Directory}" + FileSteps.FOLDER_PER_FILE)
                .at(1400, top - 120);
        final Processor writeUnusable = FileSteps.write(
                        flow, "Write unusable frames", "#{Rejected Directory}/frames" + FileSteps.FOLDER_PER_FILE)
                .at(1400, top + 120);
        flow.connect(read, "success").to(recordings);
        flow.connect(matched).to(writeMatches).via(1200, top - 56);
        flow.connect(unusable).to(writeUnusable).via(1200, top + 184);
        flow.connect(writeMatches, "failure").back(Side.RIGHT);
        flow.connect(writeUnusable, "failure").back(Side.RIGHT);
        new FlowLayout(flow).below(top).tryAgain("Try to match again", stopped, again);
    }
}
