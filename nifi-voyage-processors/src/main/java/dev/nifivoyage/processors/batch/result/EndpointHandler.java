/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result;

import dev.nifivoyage.processors.request.RequestExtractor;
import dev.nifivoyage.processors.response.ResultWriter;

/**
 * The parts in which the results of one endpoint differ from those of the others, for one job.
 *
 * @param <R> result of one request
 */
public interface EndpointHandler<R> {

    /**
     * Returns the model that the job is billed for.
     */
    String model();

    /**
     * Returns the codec of the results.
     */
    ResultCodec<R> codec();

    /**
     * Returns the extractor with which the requests were created.
     */
    RequestExtractor extractor();

    /**
     * Returns the writer that puts results into records.
     */
    ResultWriter<R> writer();

    /**
     * Returns the results that are not in the job.
     */
    CachedResults<R> cached();
}
