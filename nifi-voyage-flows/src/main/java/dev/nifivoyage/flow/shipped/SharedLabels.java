/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.flow.shipped;

/**
 * Labels shared by several flows.
 */
final class SharedLabels {

    private SharedLabels() {}

    /**
     * Returns the instructions to start a flow.
     *
     * @param intro purpose of the flow
     * @param preparation a sentence about what the user prepares, preceded by a space; empty if nothing
     * @param steps the steps after the start, with numbers from 3
     */
    static String guide(final String intro, final String preparation, final String steps) {
        return """
            %s

            1. Set the parameters of this process group: Voyage API Key is in the parameter context Voyage AI, which all flows share.%s
            2. Enable the controller services and start the process group.
            %s
            A second copy needs a parameter context of its own, with other directories: let it inherit from the one of this group.""".formatted(intro, preparation, steps);
    }

    /**
     * Returns the description of a flow with one balanced source in a cluster.
     *
     * @param source the processor that reads
     */
    static String balanced(final String source) {
        return """
            In a cluster: %s runs on the primary node, and its connection distributes the files to all nodes. Input Directory may be shared. \
            Embedding Cache Directory must be local to each node. All other directories are local to the node that writes.
            Do not load balance other connections.""".formatted(source);
    }
}
