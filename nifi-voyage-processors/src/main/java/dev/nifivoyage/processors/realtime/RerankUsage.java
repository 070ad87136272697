/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.realtime;

/**
 * Counts what ranking the records of one FlowFile took.
 */
final class RerankUsage {
    private long completed;
    private long rejected;
    private long tokens;
    private long repeated;

    /**
     * A request was answered.
     */
    void completed(final long billedTokens) {
        completed++;
        tokens += billedTokens;
    }

    /**
     * A request was refused for what its record holds, which costs nothing.
     */
    void rejected() {
        rejected++;
    }

    /**
     * A record had the query and the documents of an earlier one.
     */
    void repeated() {
        repeated++;
    }

    /** Requests that Voyage answered, usable or not. */
    long completedRequests() {
        return completed;
    }

    /** Requests that Voyage refused for what their records hold. */
    long rejectedRequests() {
        return rejected;
    }

    /** Billed tokens. */
    long tokens() {
        return tokens;
    }

    /** Records that were not sent, since an equal one was. */
    long repeatedRecords() {
        return repeated;
    }
}
