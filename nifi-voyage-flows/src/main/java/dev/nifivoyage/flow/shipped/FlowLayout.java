/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.flow.shipped;

import dev.nifivoyage.flow.Connectable;
import dev.nifivoyage.flow.Flow;
import dev.nifivoyage.flow.Group;
import dev.nifivoyage.flow.NiFiComponentType;
import dev.nifivoyage.flow.Port;
import dev.nifivoyage.flow.Processor;
import dev.nifivoyage.flow.Side;

/**
 * The first page of a flow: files on the left, a group in the middle, its results on the right. The far left stays
 * empty, because NiFi's panels cover it.
 */
final class FlowLayout {

    static final double GROUP_X = 640;
    static final double GROUP_Y = -24;

    private static final String TRY_AGAIN = """
        FlowFiles that stopped wait in front of Try again, with error.code and error.message in their attributes. Nothing is lost.
        Correct the cause, enable Try again, and choose Run Once to return one of them, or Start to return all. \
        Disable it afterwards, so that it does not start with the group.""";

    private final Flow flow;
    private final double top;

    FlowLayout(final Flow flow) {
        this(flow, 0);
    }

    private FlowLayout(final Flow flow, final double top) {
        this.flow = flow;
        this.top = top;
    }

    /**
     * Returns the layout of a second group, below the first one.
     *
     * @param y distance of the groups, in pixels
     */
    FlowLayout below(final double y) {
        return new FlowLayout(flow, y);
    }

    /**
     * Connects the results of a group to the processors that write them, and its stopped FlowFiles to a disabled
     * processor that returns them.
     *
     * @param results takes records with results
     */
    void connect(final ResultPorts group, final Processor results) {
        connectResults(group, results.at(1400, -180));
        explainTryAgain(1180, 330);
    }

    private Processor connectResults(final ResultPorts group, final Connectable results) {
        final Processor rejected = FileSteps.write(flow, "Write rejected records", "#{Rejected Directory}")
                .at(1400, 120);
        flow.connect(group.results()).to(results).via(1200, 20).via(1200, -116);
        flow.connect(group.rejected()).to(rejected).via(1200, 110).via(1200, 184);
        flow.connect(rejected, "failure").back(Side.RIGHT);
        tryAgain("Try again", group.stopped(), group.again());
        return rejected;
    }

    /**
     * Adds the label that says how stopped FlowFiles are returned.
     */
    void explainTryAgain(final double x, final double y) {
        flow.label("try again", TRY_AGAIN).at(x, y).size(572, 130);
    }

    /**
     * Adds a disabled processor below a group that returns its stopped FlowFiles.
     */
    void tryAgain(final String name, final Port stopped, final Port again) {
        final Processor processor = again(name).at(GROUP_X + 16, top + 330);
        flow.connect(stopped).to(processor).via(GROUP_X + 330, top + 240);
        flow.connect(processor, "success").to(again).via(GROUP_X + 54, top + 240);
    }

    /**
     * Connects the results of a group to those that upsert them, as {@link #connect(ResultPorts, Processor)} does, and
     * what the table does not take to the rejected records.
     *
     * @return the processor that writes the rejected records
     */
    Processor connect(final ResultPorts group, final UpsertGroup upsert) {
        final Processor rejected = connectResults(group, upsert.records());
        explainTryAgain(600, 700);
        flow.connect(upsert.rejected()).to(rejected);
        final Processor again = again("Try to upsert again").at(2040, -180);
        flow.label(
                        "try to upsert again",
                        "FlowFiles wait here if the table cannot be written, with error.message in their attributes. Return them like those in front of Try again.")
                .at(2040, -40)
                .size(352, 90);
        flow.connect(upsert.stopped()).to(again).via(1910, -90);
        flow.connect(again, "success").to(upsert.again()).via(1910, -150);
        return rejected;
    }

    /**
     * Adds a disabled processor in front of which stopped FlowFiles wait, one a second if it runs.
     */
    Processor again(final String name) {
        return StockSteps.attributes(flow, name).every("1 sec").disabled();
    }

    /**
     * Adds the instructions to start a flow, and the description of a cluster.
     */
    void explain(final String guide, final String cluster) {
        flow.label("guide", guide).at(0, -420).size(860, 190);
        flow.label("cluster", cluster).at(900, -420).size(852, 190);
    }

    /**
     * Adds a group that creates the input directories when the flow is started.
     *
     * @param parameters the parameters of the directories
     */
    void createDirectories(final String... parameters) {
        final Group group = flow.group(
                        "Create directories",
                        "Creates the directories from which files are read, at the start of the flow.")
                .at(-860, 480);
        double y = 0;
        for (final String parameter : parameters) {
            final Processor trigger = group.processor("Once for " + parameter, NiFiComponentType.GENERATE_FLOW_FILE)
                    .at(0, y)
                    .every("1 day")
                    .set("File Size", "0B")
                    // GetFile leaves hidden files alone
                    .setDynamic("filename", ".directory");
            final Processor create = FileSteps.write(group, "Create " + parameter, "#{%s}".formatted(parameter))
                    .at(640, y);
            group.connect(trigger, "success").to(create);
            group.connect(create, "failure").back(Side.RIGHT);
            y += 240;
        }
    }
}
