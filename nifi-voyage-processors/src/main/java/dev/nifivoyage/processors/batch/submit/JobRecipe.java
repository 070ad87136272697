/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.submit;

import dev.nifivoyage.api.BatchEndpoint;
import dev.nifivoyage.processors.batch.request.JobLimits;
import dev.nifivoyage.processors.batch.request.KnownRequests;
import dev.nifivoyage.processors.batch.request.RequestForm;

import java.util.Map;

/**
 * What the jobs of a FlowFile are made of; what the processors that make jobs differ in.
 *
 * @param endpoint of the jobs
 * @param model the requested model
 * @param requestParameters parameters of all requests
 * @param attributes what is needed to read the rows in the same way again, as attributes
 * @param form tells what the rows ask for
 * @param known requests that need not be sent
 * @param limits of each job
 * @param minimumRequests with fewer requests no job is made
 */
public record JobRecipe(BatchEndpoint endpoint, String model, Map<String, Object> requestParameters, Map<String, String> attributes, RequestForm form, KnownRequests known,
        JobLimits limits, long minimumRequests) {
}
