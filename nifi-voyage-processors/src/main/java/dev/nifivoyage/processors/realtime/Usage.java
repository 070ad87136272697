/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.realtime;

/**
 * Counts the requests, tokens, and cache hits of the texts of one FlowFile.
 */
public final class Usage {
    private long requests;
    private long tooLarge;
    private long tokens;
    private long hits;
    private long tokensSaved;

    /**
     * Counts a request that was billed.
     */
    void completed(final long billedTokens) {
        requests++;
        tokens += billedTokens;
    }

    /**
     * Counts a request that was rejected because of its number of tokens; it is not billed.
     */
    void rejectedForTokens() {
        requests++;
        tooLarge++;
    }

    /**
     * Counts a request that was rejected because of its texts; it is not billed.
     */
    void rejected() {
        requests++;
    }

    /**
     * Counts a vector that was found in the cache.
     */
    void found(final int savedTokens) {
        hits++;
        tokensSaved += savedTokens;
    }

    /** Returns the number of requests that were billed, or rejected because of their tokens or texts. */
    public long requests() {
        return requests;
    }

    public long tooLarge() {
        return tooLarge;
    }

    /** Returns the billed tokens. */
    public long tokens() {
        return tokens;
    }

    /** Returns the number of texts found in the cache. */
    public long hits() {
        return hits;
    }

    public long tokensSaved() {
        return tokensSaved;
    }
}
