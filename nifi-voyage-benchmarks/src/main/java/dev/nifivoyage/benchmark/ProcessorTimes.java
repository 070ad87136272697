/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nifivoyage.nifi.NiFiRest;

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
        for (final JsonNode entity : rest.get("/flow/process-groups/" + groupId + "/status?recursive=true")
                .path("processGroupStatus")
                .path("aggregateSnapshot")
                .path("processorStatusSnapshots")) {
            final JsonNode snapshot = entity.path("processorStatusSnapshot");
            if (processorName.equals(snapshot.path("name").asText())) {
                return snapshot.path("tasksDurationNanos").asLong() / 1e9;
            }
        }

        throw new IllegalArgumentException("The flow has no processor named " + processorName);
    }
}
