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
                SharedParameters.API_KEY,
                SharedParameters.BASE_URL,
                SharedParameters.cacheDirectory("./voyage/archetype-training/cache"),
                SharedParameters.embeddingsModel("voyage-4-large"),
                SharedParameters.dimensions(512),
                SharedParameters.MINIMUM_POLLING_INTERVAL,
                SharedParameters.MAXIMUM_POLLING_INTERVAL,
                new Parameter(
                        "Training Version",
                        "1",
                        "Version to store in the metadata of the job, where ListBatches can find it."),
                new Parameter("Threshold", "0.3", "Minimum score of a match, from -1 to 1."),
                new Parameter(
                        "Library Directory",
                        "./voyage/archetype-training/library-in",
                        "Directory of libraries: a record for each archetype, with variations. Files are deleted after they are read."
                                + SharedParameters.IN_CLUSTER_INPUT),
                SharedParameters.libraryOutputDirectory("archetype-training"),
                new Parameter(
                        "Recordings Directory",
                        "./voyage/archetype-training/recordings",
                        "Directory of the recordings: a record for each frame, with the landmarks of MediaPipe. Files are deleted after they are read."
                                + SharedParameters.IN_CLUSTER_INPUT),
                new Parameter(
                        "Output Directory",
                        "./voyage/archetype-training/out",
                        "Directory to which frames with their archetype are written, with a subdirectory for each file."),
                new Parameter(
                        "Rejected Directory",
                        "./voyage/archetype-training/rejected",
                        "Directory to which archetypes and frames that could not be used are written."),
                SharedParameters.MAXIMUM_COST,
                SharedParameters.PROGRESS_DIRECTORY,
                SharedParameters.COST_DIRECTORY,
                SharedParameters.COST_INTERVAL);
        final VoyageServices services = VoyageServices.withCache(flow);

        final Processor readLibrary =
                FileSteps.take(flow, "Read library", "#{Library Directory}").at(0, 0);
        final Processor submit = LibrarySteps.load(flow, "Submit the library", services, "BATCH_FIRE_AND_FORGET")
                .at(0, 260)
                .penalty("1 min")
                .terminate("original")
                .setDynamic("purpose", "archetype training")
                .setDynamic("version", "#{Training Version}")
                .setDynamic("source", "${filename}");
        final Processor poll = BatchSteps.poll(flow, services).at(0, 520);
        final Processor load = LibrarySteps.load(flow, "Load the library", services, LibrarySteps.EXISTING_JOB)
                .at(0, 840)
                .every("1 sec")
                .penalty("10 sec")
                .set("Batch ID", BatchSteps.BATCH_ID);
        BatchSteps.configurePolling(load);
        final Processor name = LibrarySteps.name(flow).at(0, 1100);
        final Processor writeLibrary = FileSteps.write(flow, "Write library", "#{Library Output Directory}")
                .at(0, 1360);
        final Processor unusableArchetypes = FileSteps.write(
                        flow, "Write unusable archetypes", "#{Rejected Directory}/library" + FileSteps.FOLDER_PER_FILE)
                .at(-700, 840);
        final Processor readRecordings = FileSteps.take(flow, "Read recordings", "#{Recordings Directory}")
                .at(1280, 0);
        final Processor describe = flow.processor("DescribePose", VoyageComponentType.of(DescribePose.class))
                .at(1280, 260)
                .terminate("original");
        services.configureRecords(describe);
        final Processor match = LibrarySteps.match(flow, services, "TEXT")
                .at(1280, 840)
                .set("Text Record Path", "/text")
                .set("Comparison", "CENTROID")
                .set("Threshold", "#{Threshold}");
        EmbeddingSteps.configureModel(match);
        match.set("Truncation", "true");
        final Processor matches = FileSteps.write(
                        flow, "Write matches", "#{Output Directory}" + FileSteps.FOLDER_PER_FILE)
                .at(1280, 1120);
        final Processor unusableFrames = FileSteps.write(
                        flow, "Write unusable frames", "#{Rejected Directory}/frames" + FileSteps.FOLDER_PER_FILE)
                .at(1980, 560);
        final Funnel attention = flow.funnel("Needs attention", 792, 560);

        flow.connect(submit, "retry").back(Side.LEFT);
        flow.connect(poll, "running", "retry").back(Side.LEFT);
        flow.connect(poll, "job failed", "failure", "timed out").to(attention);
        flow.connect(load, "waiting", "retry").back(Side.LEFT);
        flow.connect(name, "success").to(writeLibrary);
        flow.connect(writeLibrary, "failure").back(Side.RIGHT);
        flow.connect(unusableArchetypes, "failure").back(Side.RIGHT);
        flow.connect(readLibrary, "success").to(submit);
        flow.connect(submit, "submitted").to(poll);
        flow.connect(poll, "completed").to(load);
        flow.connect(submit, "success").to(name).via(-330, 324).via(-330, 1164);
        flow.connect(load, "success").to(name);
        flow.connect(submit, "rejected").to(unusableArchetypes);
        flow.connect(load, "rejected").to(unusableArchetypes);
        flow.connect(submit, "failure", "over budget").to(attention);
        flow.connect(load, "failure").to(attention);
        flow.connect(describe, "failure").to(attention);
        flow.connect(match, "retry").back(Side.RIGHT);
        flow.connect(match, "failure").to(attention);
        flow.connect(readRecordings, "success").to(describe);
        flow.connect(describe, "success").to(match);
        flow.connect(matches, "failure").back(Side.RIGHT);
        flow.connect(unusableFrames, "failure").back(Side.RIGHT);
        flow.connect(match, "success").to(matches);
        flow.connect(match, "rejected").to(unusableFrames);
        flow.connect(describe, "rejected").to(unusableFrames);
        final ProgressSteps progress = new ProgressSteps(flow, -1200, 460);
        progress.of(poll, "progress", "job failed", "timed out");
        progress.of(load, "original", "failure").via(-240, 940).via(-240, 524).labelAt(0);
        final CostSteps costs = new CostSteps(flow, 1640);
        costs.of(load).via(-190, 904).via(-190, 1704).labelAt(1);
        costs.of(match).via(1720, 1050).via(1720, 1704).labelAt(1);

        flow.label(
                        "guide",
                        SharedLabels.guide(
                                """
            Left: a library of archetypes is embedded with 512 dimensions, in a batch job that is not waited for. Its ID is in the FlowFile, \
            its purpose and version in the metadata of the job. Right: meanwhile recordings are described, and matched as soon as the library is available.""",
                                "the directories of Library Directory and Recordings Directory",
                                "3. Put templates/data/gestures/archetypes.jsonl into Library Directory, and recordings into Recordings Directory."))
                .at(560, -100)
                .size(640, 210);
        flow.label("cluster", """
            In a cluster: Read library and Read recordings run on the primary node, and so does the rest of the flow: MatchGesture reads the library from a directory. \
            Library Directory and Recordings Directory must exist on each node. \
            Share Library Output Directory among the nodes, so that another primary node has the library too. \
            Embedding Cache Directory must be local to each node.""").at(560, -270).size(640, 150);
        SharedLabels.attention(flow, 560, 230, 400);
        flow.label("waiting", "Texts that arrive before the library is available wait in retry.")
                .at(1840, 1040)
                .size(380, 40);
        return flow;
    }
}
