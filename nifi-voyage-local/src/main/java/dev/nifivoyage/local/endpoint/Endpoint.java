/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.endpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nifivoyage.local.model.VoyageModel;
import dev.nifivoyage.local.vector.ByteSink;

import java.util.Set;

/**
 * An endpoint, for real-time requests and, if it is batchable, for the lines of a batch.
 */
public interface Endpoint {

    /**
     * For instance {@code /v1/embeddings}.
     */
    String path();

    /**
     * Returns whether a batch can be created for this endpoint.
     */
    default boolean isBatchable() {
        return true;
    }

    /**
     * The fields that hold the data: the keys of a batch line's {@code body}. All other parameters belong in
     * {@code request_params}.
     */
    Set<String> dataFields();

    /**
     * Checks the parameters that are not data.
     *
     * @return the model they name
     * @throws dev.nifivoyage.local.error.ApiError 400 with the reason
     */
    VoyageModel checkParameters(ObjectNode request);

    /**
     * Returns the number of texts of a request; 0 if its data is malformed.
     */
    int countTexts(ObjectNode request);

    /**
     * Writes the body of the response.
     *
     * @param firstIndex the index of the first item; 0 in real time
     * @return what is billed
     * @throws dev.nifivoyage.local.error.ApiError 400 with the reason; nothing has been written then
     */
    BilledUsage response(ObjectNode request, long firstIndex, ByteSink sink);
}
