/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.flow.shipped;

import dev.nifivoyage.flow.Flow;

/**
 * Labels that flows have in common.
 */
final class SharedLabels {

    private static final String ATTENTION = """
        Stopped here, with error.code and error.message in the attributes.
        Nothing is lost. Mend the cause, then drag the end of the connection from the funnel to the processor it came from, and back when its queue is empty.""";

    private SharedLabels() {}

    /**
     * Explains the funnel of FlowFiles that need a human.
     */
    static void attention(final Flow flow, final double x, final double y, final double width) {
        flow.label("attention", ATTENTION).at(x, y).size(width, 120);
    }

    /**
     * @param intro what the flow does
     * @param folders the folders to be made, such as {@code the folder of Input Directory}
     * @param steps what to do when the flow runs, with numbers from 3
     * @return the text that tells how to start a flow
     */
    static String guide(final String intro, final String folders, final String steps) {
        return """
            %s

            1. Set the parameters of this group, above all Voyage API Key, and make %s.
            2. Enable its controller services, start it.
            %s""".formatted(intro, folders, steps);
    }

    /**
     * @param source the processor that reads
     * @param folders what must hold for folders of this flow alone, with a space after it
     * @param target the processor that makes jobs
     * @return how a flow with one balanced source runs in a cluster
     */
    static String balanced(final String source, final String folders, final String target) {
        return """
            In a cluster: %s runs on the primary node, and its connection spreads the files over all nodes. Input Directory must exist on each node; \
            it may be a folder that they share. %sThe other folders are those of the node that writes.
            %s""".formatted(source, folders, funnel(target));
    }

    /**
     * @param target the processor that makes jobs
     * @return why there is a funnel before it
     */
    static String funnel(final String target) {
        return "The balanced connection ends in a funnel on purpose: set no load balancing on what goes into %s."
                .formatted(target);
    }
}
