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
 * All that the results of one endpoint need besides what all endpoints share. For one job.
 *
 * @param <A> answer of one request
 */
public interface EndpointHandler<A> {

    /**
     * What the answers are.
     */
    ResultCodec<A> format();

    /**
     * How the records were turned into requests.
     */
    RequestExtractor form();

    /**
     * Where the answers go.
     */
    ResultWriter<A> writer();

    /**
     * Answers the job has none of.
     */
    CachedResults<A> known();

    /**
     * Whether the placement has use for the numbers of vectors as text.
     */
    boolean takesDecimals();
}
