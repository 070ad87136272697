/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result;

import dev.nifivoyage.processors.response.BilledResult;
import dev.nifivoyage.service.api.embedding.RequestKey;

import java.util.Map;
import java.util.Set;

/**
 * Results that are not in the job: they were cached when it was created, or another job has stored them since.
 *
 * @param <R> result of one request
 */
public interface CachedResults<R> {

    /**
     * Returns the cached results of requests by their keys.
     */
    Map<RequestKey, BilledResult<R>> find(Set<RequestKey> keys);
}
