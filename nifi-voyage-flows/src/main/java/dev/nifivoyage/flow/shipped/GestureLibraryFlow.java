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

/**
 * Embeds a library of gestures in a batch job, and matches live poses with its gestures.
 */
final class GestureLibraryFlow implements FlowDefinition {

    @Override
    public Flow flow() {
        final Flow flow = new Flow(
                "gesture-library",
                "Match gestures with Voyage AI",
                "Embeds a library of gestures in a batch job, and matches poses with its gestures.");
        flow.parameters(
                SharedParameters.embeddingsModel("voyage-4-lite"),
                SharedParameters.dimensions(1024),
                SharedParameters.threshold("0.97"),
                SharedParameters.minimumMargin("0"),
                SharedParameters.libraryDirectory(
                        "gesture-library", "Directory of libraries: a record for each label."),
                SharedParameters.libraryOutputDirectory("gesture-library"),
                new Parameter(
                        "Live Directory",
                        "./voyage/gesture-library/live",
                        "Directory of poses in chronological order: " + SharedParameters.POSES
                                + ". Files are deleted after they are read."
                                + SharedParameters.IN_CLUSTER_INPUT),
                SharedParameters.matchesDirectory("gesture-library", "frames with their match"),
                new Parameter(
                        "Transitions Directory",
                        "./voyage/gesture-library/transitions",
                        "Directory to which the frames in which a performer changed to another gesture are written."),
                SharedParameters.unusableDirectory("gesture-library", "gestures and frames"));
        SharedParameters.inherit(flow);
        final VoyageServices services = VoyageServices.withCache(flow);
        loadLibrary(flow, services);
        matchPoses(flow, services);
        final FlowLayout layout = new FlowLayout(flow);
        layout.createDirectories("Library Directory", "Live Directory");
        layout.explain(SharedLabels.guide("""
            Above: a library of gestures is embedded in a batch job, before the performance. Below: live poses are matched with it; \
            cached vectors are not paid for again.""", "", """
            3. Put templates/data/gestures/gestures.jsonl into Library Directory. An incomplete library does not replace a complete one.
            4. Put recordings into Live Directory, for example files of templates/data/poses: those of NO_GESTURE.jsonl become unknown. Poses that arrive before the library wait."""), """
            In a cluster: Read library and Read poses run on the primary node, and so does the rest of the flow: MatchGesture reads the library from a directory, \
            and keeps the recent frames of each performer. Library Directory and Live Directory must exist on each node. \
            Share Library Output Directory among the nodes, so that another primary node has the library too. \
            Embedding Cache Directory must be local to each node.""");
        layout.explainTryAgain(2040, 300);
        return flow;
    }

    private static void loadLibrary(final Flow flow, final VoyageServices services) {
        final LibraryGroup library =
                LibraryGroup.add(flow, "Load the library", "Embeds a library of gestures in a batch job.", "gestures");
        library.libraries().at(-40, -200);
        library.again().at(240, -200);
        library.loaded().at(1336, 40);
        library.unusable().at(696, 340);
        library.stopped().at(-560, 340);
        final Group group = library.group();
        final Processor load = LibrarySteps.load(group, "LoadGestureLibrary", services, "BATCH_AND_WAIT")
                .at(0, 0)
                .every("1 sec")
                .penalty("10 sec");
        BatchSteps.configurePolling(load);
        load.setDynamic("purpose", "gesture library").setDynamic("source", "${filename}");
        final Processor name = LibrarySteps.name(group).at(640, 0);
        group.connect(library.libraries()).to(load);
        group.connect(library.again()).to(load);
        group.connect(load, "waiting", "retry").back(Side.TOP_RIGHT);
        group.connect(load, "failure", "over budget").to(library.stopped()).via(100, 364);
        group.connect(load, "success").to(name);
        group.connect(load, "rejected").to(library.unusable()).via(260, 364);
        group.connect(name, "success").to(library.loaded());
        group.label("loading", "The FlowFile waits here until its job has ended.")
                .at(-640, 600)
                .size(480, 60);
        new CostGroup(group, -16, 560).of(load);
    }

    private static void matchPoses(final Flow flow, final VoyageServices services) {
        final double top = 600;
        final Group group = flow.group("Match poses", "Finds the gesture of each pose.")
                .at(FlowLayout.GROUP_X, top + FlowLayout.GROUP_Y);
        final Port poses = group.input("poses").at(-40, -200);
        final Port again = group.input("try again").at(240, -200);
        final Port matched = group.output("matches").at(696, 40);
        final Port transitions = group.output("transitions").at(696, 240);
        final Port unusable = group.output("rejected").at(696, 440);
        final Port stopped = group.output("stopped").at(-560, 340);
        final Processor match = LibrarySteps.match(group, services, "POSE")
                .at(0, 0)
                .set("Threshold", "#{Threshold}")
                .set("Minimum Margin", "#{Minimum Margin}")
                .set("Track Performers", "true");
        LibrarySteps.configurePoses(match);
        EmbeddingSteps.configureModel(match);
        match.set("Truncation", "true");
        group.connect(poses).to(match).firstInFirstOut();
        group.connect(again).to(match);
        group.connect(match, "retry").back(Side.TOP_RIGHT);
        group.connect(match, "failure").to(stopped).via(100, 364);
        group.connect(match, "success").to(matched);
        group.connect(match, "transition").to(transitions).via(440, 264);
        group.connect(match, "rejected").to(unusable).via(260, 464);
        group.label("matching", "Poses that arrive before the library is available wait in retry.")
                .at(-640, 620)
                .size(480, 60);
        new CostGroup(group, -16, 620).of(match);

        final Processor read =
                FileSteps.take(flow, "Read poses", "#{Live Directory}").at(0, top);
        final Processor writeMatches = FileSteps.write(
                        flow, "Write matches", "#{Output Directory}" + FileSteps.FOLDER_PER_FILE)
                .at(1400, top - 220);
        final Processor writeTransitions = FileSteps.write(
                        flow, "Write transitions", "#{Transitions Directory}" + FileSteps.FOLDER_PER_FILE)
                .at(1400, top);
        final Processor writeUnusable = FileSteps.write(
                        flow, "Write unusable frames", "#{Rejected Directory}/frames" + FileSteps.FOLDER_PER_FILE)
                .at(1400, top + 220);
        flow.connect(read, "success").to(poses).firstInFirstOut();
        flow.connect(matched).to(writeMatches).via(1200, top + 20).via(1200, top - 156);
        flow.connect(transitions).to(writeTransitions);
        flow.connect(unusable).to(writeUnusable).via(1200, top + 110).via(1200, top + 284);
        flow.connect(writeMatches, "failure").back(Side.RIGHT);
        flow.connect(writeTransitions, "failure").back(Side.RIGHT);
        flow.connect(writeUnusable, "failure").back(Side.RIGHT);
        new FlowLayout(flow).below(top).tryAgain("Try to match again", stopped, again);
    }
}
