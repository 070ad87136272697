/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.system;

import java.util.Locale;

/**
 * What happens in the middle of a run, to NiFi or to its flows.
 */
enum ChaosEvent {
    /** {@code kill -9}, and another start. */
    KILL,
    /** SIGTERM, and another start. */
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
    DISK_FULL;

    /** Returns true if it concerns all flows of a NiFi. */
    boolean isOfNiFi() {
        return this == KILL || this == SHUTDOWN || this == DISK_FULL;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
