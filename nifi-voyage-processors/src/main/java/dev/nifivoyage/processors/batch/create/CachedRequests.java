/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.create;

import dev.nifivoyage.service.api.embedding.RequestKey;

import java.util.Set;

/**
 * The requests of a FlowFile that need not be sent, since their answers are in the cache.
 */
public interface CachedRequests {

    /** Nothing is known. */
    CachedRequests NONE = new CachedRequests() {
        @Override
        public void lookUp(final Set<RequestKey> unknown) {
            // there is no cache to look into
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
     * Asks the cache for requests, once for each.
     */
    void lookUp(Set<RequestKey> unknown);

    /**
     * Whether a request was looked up and found.
     */
    boolean contains(RequestKey key);

    /**
     * Distinct requests.
     */
    int size();

    /**
     * What they cost when they were answered, as far as the cache knows.
     */
    long tokens();
}
