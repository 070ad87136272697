/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.realtime;

import dev.nifivoyage.processors.model.BilledUsage;

/**
 * Counts the requests, tokens, and cache hits of the inputs of one FlowFile.
 */
public final class Usage {
    private long requests;
    private long tooLarge;
    private BilledUsage billed = BilledUsage.NONE;
    private BilledUsage saved = BilledUsage.NONE;
    private long hits;

    /**
     * Counts a request that was billed.
     */
    void completed(final BilledUsage more) {
        requests++;
        billed = billed.plus(more);
    }

    /**
     * Counts a request that was rejected because of its number of tokens; it is not billed.
     */
    void rejectedForTokens() {
        requests++;
        tooLarge++;
    }

    /**
     * Counts a request that was rejected because of its inputs; it is not billed.
     */
    void rejected() {
        requests++;
    }

    /**
     * Counts a vector that was found in the cache.
     */
    void found(final BilledUsage more) {
        hits++;
        saved = saved.plus(more);
    }

    /** Returns the number of requests that were billed, or rejected because of their tokens or inputs. */
    public long requests() {
        return requests;
    }

    public long tooLarge() {
        return tooLarge;
    }

    public BilledUsage billed() {
        return billed;
    }

    /** Returns the number of inputs found in the cache. */
    public long hits() {
        return hits;
    }

    /** Returns what was not billed again because of the cache. */
    public BilledUsage saved() {
        return saved;
    }
}
