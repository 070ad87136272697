/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.create.plan;

import dev.nifivoyage.service.api.embedding.RequestKey;

import java.util.Set;

/**
 * The requests of a FlowFile whose results are in the cache, so that they are not sent.
 */
public interface CachedRequests {

    /** Without a cache. */
    CachedRequests NONE = new CachedRequests() {
        @Override
        public void lookUp(final Set<RequestKey> keys) {
            // without a cache, nothing is found
        }

        @Override
        public boolean contains(final RequestKey key) {
            return false;
        }

        @Override
        public int size() {
            return 0;
        }

        @Override
        public long tokens() {
            return 0;
        }
    };

    /**
     * Queries the cache for requests. To be called once for each request.
     */
    void lookUp(Set<RequestKey> keys);

    /**
     * Returns whether a request was looked up and found.
     */
    boolean contains(RequestKey key);

    /**
     * Returns the number of requests found.
     */
    int size();

    /**
     * Returns the number of tokens these requests were billed when their results were cached, as far as the cache
     * knows.
     */
    long tokens();
}
