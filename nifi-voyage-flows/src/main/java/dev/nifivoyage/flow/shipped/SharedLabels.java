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
 * Labels shared by several flows.
 */
final class SharedLabels {

    private static final String ATTENTION = """
        FlowFiles that failed, with error.code and error.message in their attributes.
        Nothing is lost: correct the cause, drag the end of the connection from the funnel to the processor it came from, and back when its queue is empty.""";

    private SharedLabels() {}

    /**
     * Explains the funnel of FlowFiles that need attention.
     */
    static void attention(final Flow flow, final double x, final double y, final double width) {
        flow.label("attention", ATTENTION).at(x, y).size(width, 120);
    }

    /**
     * Returns the instructions to start a flow.
     *
     * @param intro purpose of the flow
     * @param directories the directories to create, such as {@code the directory of Input Directory}
     * @param steps the steps after the start, with numbers from 3
     */
    static String guide(final String intro, final String directories, final String steps) {
        return """
            %s

            1. Set the parameters of this process group, Voyage API Key first, and create %s.
            2. Enable its controller services and start it.
            %s""".formatted(intro, directories, steps);
    }

    /**
     * Returns the description of a flow with one balanced source in a cluster.
     *
     * @param source the processor that reads
     * @param directories a sentence about directories of this flow, followed by a space
     * @param target the processor that creates jobs
     */
    static String balanced(final String source, final String directories, final String target) {
        return """
            In a cluster: %s runs on the primary node, and its connection distributes the files to all nodes. Input Directory must exist on each node; \
            it may be shared. %sAll other directories are local to the node that writes.
            %s""".formatted(source, directories, funnel(target));
    }

    /**
     * Returns the reason for the funnel in front of a processor.
     *
     * @param target the processor that creates jobs
     */
    static String funnel(final String target) {
        return "The balanced connection ends in a funnel on purpose: do not load balance the connections into %s."
                .formatted(target);
    }
}
