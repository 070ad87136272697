/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.create.plan;

import dev.nifivoyage.processors.request.RequestExtractor;
import dev.nifivoyage.service.api.BatchEndpoint;

import java.io.IOException;
import java.util.Map;

/**
 * The requests of a batch job.
 *
 * @param endpoint endpoint of the job
 * @param model requested model
 * @param parameters parameters of all requests
 * @param attributes attributes from which the records can be read in the same way again
 * @param extractor extracts the requests from the records
 * @param cached requests that are not sent, because their results are in the cache
 */
public record RequestSpec(
        BatchEndpoint endpoint,
        String model,
        Map<String, Object> parameters,
        Map<String, String> attributes,
        ExtractorSource extractor,
        CachedRequests cached) {

    /**
     * Opens an extractor.
     */
    @FunctionalInterface
    public interface ExtractorSource {

        /**
         * Returns a new extractor.
         *
         * @throws IOException if something else that the requests need cannot be read
         */
        RequestExtractor open() throws IOException;
    }

    /**
     * Returns a fingerprint of everything that decides the results of a job.
     * A job that was prepared with another fingerprint does not match the configuration of the processor.
     */
    public String fingerprint() {
        return new Fingerprint(endpoint, parameters).complete(attributes);
    }
}
