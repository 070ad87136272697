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

/**
 * Embeds a library of gestures in a batch job, and matches live poses.
 */
final class GestureLibraryFlow implements FlowDefinition {

    @Override
    public Flow flow() {
        final Flow flow = new Flow(
                "gesture-library",
                "Match gestures with Voyage AI",
                "Embeds a library of gestures in a batch job, and matches poses with its gestures.");
        flow.parameters(
                SharedParameters.API_KEY,
                SharedParameters.BASE_URL,
                SharedParameters.cacheDirectory("./voyage/gesture-library/cache"),
                SharedParameters.embeddingsModel("voyage-4-lite"),
                SharedParameters.dimensions(1024),
                SharedParameters.MINIMUM_POLLING_INTERVAL,
                SharedParameters.MAXIMUM_POLLING_INTERVAL,
                new Parameter("Threshold", "0.6", "Minimum score of a match, from -1 to 1."),
                new Parameter(
                        "Library Directory",
                        "./voyage/gesture-library/library-in",
                        "Directory of libraries: a record for each label. Files are deleted after they are read."
                                + SharedParameters.IN_CLUSTER_INPUT),
                SharedParameters.libraryOutputDirectory("gesture-library"),
                new Parameter(
                        "Live Directory",
                        "./voyage/gesture-library/live",
                        "Directory of poses: a record for each frame, with the landmarks of MediaPipe, in chronological order. Files are deleted after they are read."
                                + SharedParameters.IN_CLUSTER_INPUT),
                new Parameter(
                        "Output Directory",
                        "./voyage/gesture-library/out",
                        "Directory to which frames with their match are written, with a subdirectory for each file."),
                new Parameter(
                        "Transitions Directory",
                        "./voyage/gesture-library/transitions",
                        "Directory to which the frames in which a performer changed to another gesture are written."),
                new Parameter(
                        "Rejected Directory",
                        "./voyage/gesture-library/rejected",
                        "Directory to which gestures and frames that could not be used are written."),
                SharedParameters.MAXIMUM_COST,
                SharedParameters.COST_DIRECTORY,
                SharedParameters.COST_INTERVAL);
        final VoyageServices services = VoyageServices.withCache(flow);

        final Processor readLibrary =
                FileSteps.take(flow, "Read library", "#{Library Directory}").at(0, 0);
        final Processor load = LibrarySteps.load(flow, "LoadGestureLibrary", services, "BATCH_AND_WAIT")
                .at(0, 260)
                .every("1 sec")
                .penalty("10 sec");
        BatchSteps.configurePolling(load);
        load.setDynamic("purpose", "gesture library").setDynamic("source", "${filename}");
        final Processor name = LibrarySteps.name(flow).at(0, 520);
        final Processor writeLibrary = FileSteps.write(flow, "Write library", "#{Library Output Directory}")
                .at(0, 780);
        final Processor unusableGestures = FileSteps.write(
                        flow, "Write unusable gestures", "#{Rejected Directory}/library" + FileSteps.FOLDER_PER_FILE)
                .at(-700, 560);
        final Processor readPoses =
                FileSteps.take(flow, "Read poses", "#{Live Directory}").at(1280, 0);
        final Processor match = LibrarySteps.match(flow, services, "POSE")
                .at(1280, 260)
                .set("Threshold", "#{Threshold}")
                .set("Track Performers", "true");
        EmbeddingSteps.configureModel(match);
        match.set("Truncation", "true");
        final Processor matches = FileSteps.write(
                        flow, "Write matches", "#{Output Directory}" + FileSteps.FOLDER_PER_FILE)
                .at(1280, 560);
        final Processor transitions = FileSteps.write(
                        flow, "Write transitions", "#{Transitions Directory}" + FileSteps.FOLDER_PER_FILE)
                .at(640, 840);
        final Processor unusableFrames = FileSteps.write(
                        flow, "Write unusable frames", "#{Rejected Directory}/frames" + FileSteps.FOLDER_PER_FILE)
                .at(1980, 560);
        final Funnel attention = flow.funnel("Needs attention", 792, 300);

        flow.connect(load, "waiting", "retry").back(Side.LEFT);
        flow.connect(load, "failure", "over budget").to(attention);
        flow.connect(name, "success").to(writeLibrary);
        flow.connect(writeLibrary, "failure").back(Side.RIGHT);
        flow.connect(unusableGestures, "failure").back(Side.RIGHT);
        flow.connect(readLibrary, "success").to(load);
        flow.connect(load, "success").to(name);
        flow.connect(load, "rejected").to(unusableGestures);
        flow.connect(match, "retry").back(Side.RIGHT);
        flow.connect(match, "failure").to(attention);
        flow.connect(readPoses, "success").to(match).firstInFirstOut();
        flow.connect(matches, "failure").back(Side.RIGHT);
        flow.connect(transitions, "failure").back(Side.RIGHT);
        flow.connect(unusableFrames, "failure").back(Side.RIGHT);
        flow.connect(match, "success").to(matches);
        flow.connect(match, "transition").to(transitions);
        flow.connect(match, "rejected").to(unusableFrames);
        final CostSteps costs = new CostSteps(flow, 1120);
        costs.of(load).via(-190, 324).via(-190, 1184).labelAt(1);
        costs.of(match).via(1720, 480).via(1720, 1184).labelAt(1);

        flow.label("guide", SharedLabels.guide("""
            Left: a library of gestures is embedded in a batch job, before the performance. Right: live poses are matched with it; \
            cached vectors are not paid for again.""", "the directories of Library Directory and Live Directory", """
            3. Put templates/data/gestures/gestures.jsonl into Library Directory. An incomplete library does not replace a complete one.
            4. As soon as the library is available, put recordings into Live Directory, for example files of templates/data/poses."""))
                .at(560, -60)
                .size(640, 190);
        flow.label("cluster", """
            In a cluster: Read library and Read poses run on the primary node, and so does the rest of the flow: MatchGesture reads the library from a directory, \
            and keeps the recent frames of each performer. Library Directory and Live Directory must exist on each node. \
            Share Library Output Directory among the nodes, so that another primary node has the library too. \
            Embedding Cache Directory must be local to each node.""").at(560, -230).size(640, 150);
        SharedLabels.attention(flow, 560, 380, 420);
        flow.label("waiting", "Poses that arrive before the library is available wait in retry.")
                .at(1800, 160)
                .size(380, 40);
        return flow;
    }
}
