/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.realtime;

/**
 * Counts what the texts of one FlowFile cost and saved.
 */
public final class Usage {
    private long requests;
    private long tooLarge;
    private long tokens;
    private long hits;
    private long tokensSaved;

    /**
     * A request was answered.
     */
    void completed(final long billedTokens) {
        requests++;
        tokens += billedTokens;
    }

    /**
     * A request was refused because of its tokens, which costs nothing.
     */
    void rejectedForTokens() {
        requests++;
        tooLarge++;
    }

    /**
     * A request was rejected for its texts, which costs nothing.
     */
    void rejected() {
        requests++;
    }

    /**
     * A vector was found in the cache.
     */
    void found(final int savedTokens) {
        hits++;
        tokensSaved += savedTokens;
    }

    /** Requests that Voyage answered, or rejected because of their tokens or texts. */
    public long requests() {
        return requests;
    }

    public long tooLarge() {
        return tooLarge;
    }

    /** Billed tokens. */
    public long tokens() {
        return tokens;
    }

    /** Texts found in the cache. */
    public long hits() {
        return hits;
    }

    public long tokensSaved() {
        return tokensSaved;
    }
}
