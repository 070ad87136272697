/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.api;

import java.util.Map;

/**
 * A request to create a job. The completion window is always {@code 12h}, the only one that Voyage accepts.
 *
 * @param endpoint the endpoint of all requests
 * @param inputFileId the uploaded requests
 * @param requestParameters parameters of all requests; must include {@code model}; values are strings, numbers or
 *     booleans
 * @param metadata at most {@value #MAXIMUM_METADATA_PAIRS} pairs, keys up to {@value #MAXIMUM_METADATA_KEY_LENGTH} and
 *     values up to
 *         {@value #MAXIMUM_METADATA_VALUE_LENGTH} characters
 */
public record BatchRequest(
        BatchEndpoint endpoint,
        String inputFileId,
        Map<String, Object> requestParameters,
        Map<String, String> metadata) {

    public static final int MAXIMUM_METADATA_PAIRS = 16;
    public static final int MAXIMUM_METADATA_KEY_LENGTH = 64;
    public static final int MAXIMUM_METADATA_VALUE_LENGTH = 512;

    /** Maximum number of requests of a job. Source: Voyage's Batch Inference guide, limits. */
    public static final int MAXIMUM_REQUESTS = 100_000;

    public BatchRequest {
        requestParameters = Map.copyOf(requestParameters);
        metadata = Map.copyOf(metadata);
    }
}
