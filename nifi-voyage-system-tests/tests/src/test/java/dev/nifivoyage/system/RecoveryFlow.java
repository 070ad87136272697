/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.system;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nifivoyage.nifi.Connections;
import dev.nifivoyage.nifi.ControllerServices;
import dev.nifivoyage.nifi.NiFiRest;
import dev.nifivoyage.nifi.Processors;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * ListBatches → PollBatchStatus → DownloadBatchResults without a reader, in the group of a flow and with its services,
 * as docs/cluster.md describes it for a node that does not come back.
 *
 * @param list ID of ListBatches
 * @param download ID of DownloadBatchResults
 */
record RecoveryFlow(String list, String poll, String download) {
    static final String LIST = "List lost jobs";
    static final String POLL = "Poll lost jobs";
    static final String DOWNLOAD = "Cache vectors of lost jobs";

    /**
     * Adds the processors without starting them.
     *
     * @param metadata of the jobs to list
     */
    static RecoveryFlow add(final NiFiRest rest, final String flowId, final Map<String, String> metadata) {
        final JsonNode cache = service(rest, flowId, "EhcacheEmbeddingCacheService");
        final String group = cache.path("parentGroupId").asText();
        final Map<String, String> client = Map.of(
                "Voyage Client Service",
                service(rest, flowId, "StandardVoyageClientService").path("id").asText());

        final Map<String, String> listed = new HashMap<>(client);
        listed.putAll(metadata);
        final Map<String, String> polled = new HashMap<>(client);
        polled.put("Minimum Polling Interval", "200 ms");
        polled.put("Maximum Polling Interval", "500 ms");
        final Map<String, String> downloaded = new HashMap<>(client);
        downloaded.put("Embedding Cache Service", cache.path("id").asText());

        final Processors processors = new Processors(rest);
        final String list = processors.create(
                group,
                new Processors.NewProcessor(
                        "dev.nifivoyage.processors.batch.ListBatches", LIST, listed, "1 sec", List.of()));
        final String poll = processors.create(
                group,
                new Processors.NewProcessor(
                        "dev.nifivoyage.processors.batch.PollBatchStatus",
                        POLL,
                        polled,
                        "1 sec",
                        List.of("job failed", "timed out", "failure", "progress")));
        final String download = processors.create(
                group,
                new Processors.NewProcessor(
                        "dev.nifivoyage.processors.batch.DownloadBatchResults",
                        DOWNLOAD,
                        downloaded,
                        "0 sec",
                        List.of("success", "rejected", "unprocessed", "original", "failure")));
        final Connections connections = new Connections(rest);
        connections.connect(group, list, poll, List.of("success"));
        connections.connect(group, poll, poll, List.of("running", "retry"));
        connections.connect(group, poll, download, List.of("completed"));
        connections.connect(group, download, download, List.of("retry"));
        return new RecoveryFlow(list, poll, download);
    }

    private static JsonNode service(final NiFiRest rest, final String flowId, final String type) {
        return new ControllerServices(rest).ofType(flowId, type).path("component");
    }
}
