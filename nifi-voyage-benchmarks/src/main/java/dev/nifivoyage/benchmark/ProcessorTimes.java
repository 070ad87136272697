/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.benchmark;

import dev.nifivoyage.nifi.NiFiRest;
import dev.nifivoyage.nifi.Processors;

/**
 * How long processors have worked, as NiFi counts it for the last five minutes.
 */
final class ProcessorTimes {
    private final NiFiRest rest;
    private final String groupId;

    ProcessorTimes(final NiFiRest rest, final String groupId) {
        this.rest = rest;
        this.groupId = groupId;
    }

    double seconds(final String processorName) {
        return rest.get("/flow/processors/%s/status".formatted(new Processors(rest).named(groupId, processorName)))
                        .path("processorStatus")
                        .path("aggregateSnapshot")
                        .path("tasksDurationNanos")
                        .asLong()
                / 1e9;
    }
}
