/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.system;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * What happens in the middle of a run, to NiFi or to its flows.
 */
enum ChaosEvent {
    /** {@code kill -9}, and another start; of one node of a cluster. */
    KILL,
    /** SIGTERM, and another start; of one node of a cluster. */
    SHUTDOWN,
    /** Stop and start of the process group. */
    RESTART,
    /** <i>Stop</i> and <i>Terminate</i> of each processor of the bundle. */
    TERMINATE,
    /** Stop, disabling and enabling of all services, and start. */
    SERVICES,
    /** Removal of the directory of the embedding cache while its service is disabled. */
    CACHE_REMOVED,
    /** No space is left for content, FlowFiles, and temporary files for a while. */
    DISK_FULL,
    /** A node leaves the cluster for a while, and goes on by itself. */
    DISCONNECT,
    /** A node leaves the cluster, its FlowFiles move to another, and it returns. */
    OFFLOAD,
    /** {@code kill -9} of the primary node, and another start once another node is primary. */
    PRIMARY_KILLED,
    /** The primary node leaves the cluster until another one is primary. */
    PRIMARY_DISCONNECTED;

    private static final Set<ChaosEvent> OF_FLOW = EnumSet.of(RESTART, TERMINATE, SERVICES, CACHE_REMOVED);

    /** Returns true if it happens to a single flow. */
    boolean isOfFlow() {
        return OF_FLOW.contains(this);
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
