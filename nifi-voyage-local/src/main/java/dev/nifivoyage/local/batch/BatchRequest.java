/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nifivoyage.local.endpoint.Endpoint;

/**
 * A validated request to create a batch.
 *
 * @param endpointName the endpoint as the client wrote it
 * @param parameters {@code request_params}
 * @param metadata null if absent
 */
public record BatchRequest(
        Endpoint endpoint,
        String endpointName,
        String inputFileId,
        String completionWindow,
        String model,
        ObjectNode parameters,
        ObjectNode metadata) {}
