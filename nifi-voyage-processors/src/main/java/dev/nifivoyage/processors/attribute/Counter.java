/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.attribute;

import org.apache.nifi.processor.ProcessSession;

/**
 * The counters of the processors.
 */
public enum Counter {
    CACHE_HITS("Cache Hits", "Distinct texts whose result was found in the cache."),
    CALLS_TO_VOYAGE("Calls to Voyage", "HTTP requests for the status or the list of batch jobs."),
    CHUNKS("Chunks", "Chunks of texts that were written."),
    COST_MICRO_USD(
            "Cost (Micro USD)",
            "Cost of the billed tokens, in millionths of a US dollar, if the price of the model is known."),
    COST_SAVED_MICRO_USD(
            "Cost Saved (Micro USD)",
            "Cost avoided by the cache and by the discount of batch jobs, in millionths of a US dollar."),
    DISTINCT_TEXTS("Distinct Texts", "Different texts in the records, sent or found in the cache."),
    EMPTY_TEXTS_SKIPPED("Empty Texts Skipped", "Empty documents or chunks that were left out of a request."),
    GESTURES_FAILED("Gestures Failed", "Records of a gesture library that could not be loaded."),
    GESTURES_LOADED("Gestures Loaded", "Records of a gesture library that were loaded."),
    HANDS_SKIPPED("Hands Skipped", "Hands that were left out because their landmarks could not be read."),
    JOBS_ADOPTED(
            "Jobs Adopted", "Batch jobs of an earlier attempt that were found and used instead of creating another."),
    JOBS_CANCELLED("Jobs Cancelled", "Batch jobs that Voyage agreed to cancel."),
    JOBS_COMPLETED("Jobs Completed", "Batch jobs that completed."),
    JOBS_CREATED("Jobs Created", "Batch jobs that were created."),
    JOBS_FAILED("Jobs Failed", "Batch jobs that failed, expired, or were cancelled."),
    JOBS_LISTED("Jobs Listed", "Batch jobs that were listed."),
    JOBS_NOT_CANCELLABLE("Jobs Not Cancellable", "Batch jobs that had ended before they could be cancelled."),
    NAMESPACES_EVICTED("Namespaces Evicted", "Cache namespaces that were evicted."),
    PIXELS("Pixels", "Pixels of images and videos that were billed."),
    PIXELS_SAVED("Pixels Saved", "Pixels that did not have to be billed again because of the cache."),
    RECORDS("Records", "Records that were read."),
    RECORDS_CHUNKED("Records Chunked", "Records whose text was split into chunks."),
    RECORDS_DESCRIBED("Records Described", "Records that received a description of their pose."),
    RECORDS_EMBEDDED("Records Embedded", "Records that received a vector."),
    RECORDS_MATCHED("Records Matched", "Records that were matched to a label."),
    RECORDS_RANKED("Records Ranked", "Records that received a ranking."),
    RECORDS_REJECTED("Records Rejected", "Records that were routed to rejected."),
    RECORDS_REPEATED(
            "Records Repeated",
            "Records with the same query and documents as an earlier record, which were not sent again."),
    RECORDS_SENT("Records Sent", "Records whose text is in a batch job."),
    RECORDS_UNKNOWN("Records Unknown", "Records that matched no label."),
    RECORDS_UNPROCESSED(
            "Records Unprocessed", "Records whose request the batch job did not run, or that failed temporarily."),
    RECORDS_UNUSABLE("Records Unusable", "Records without a usable text, which are not sent."),
    RECORDS_FROM_CACHE("Records from Cache", "Records whose result came from the cache."),
    REQUESTS_REJECTED("Requests Rejected", "Requests that Voyage rejected."),
    REQUESTS_SENT("Requests Sent", "Requests that were sent."),
    REQUESTS_OVER_TOKEN_LIMIT(
            "Requests over Token Limit", "Requests that were rejected for their number of tokens and split."),
    RESULT_LINES_MALFORMED("Result Lines Malformed", "Result lines that could not be read."),
    RESULT_LINES_REPEATED("Result Lines Repeated", "Result lines for a request that had one already."),
    RESULTS_UNMATCHED("Results Unmatched", "Results that belong to no record of the FlowFile."),
    TEXTS_ALREADY_CACHED("Texts Already Cached", "Texts of a gesture library whose vector was in the cache."),
    TEXTS_FAILED("Texts Failed", "Texts of a gesture library that could not be embedded."),
    TEXTS_LOADED("Texts Loaded", "Texts of a gesture library that were embedded."),
    TOKENS("Tokens", "Tokens that were billed."),
    TOKENS_SAVED("Tokens Saved", "Tokens that did not have to be billed again because of the cache."),
    TRANSITIONS("Transitions", "Changes of the matched label between consecutive frames."),
    VECTORS_CACHED("Vectors Cached", "Vectors that were stored in the cache.");

    private final String title;
    private final String meaning;

    Counter(final String title, final String meaning) {
        this.title = title;
        this.meaning = meaning;
    }

    /** Returns the name that NiFi shows. */
    public String title() {
        return title;
    }

    /** Returns what is counted. */
    public String meaning() {
        return meaning;
    }

    /**
     * Adds to the counter when the session is committed.
     */
    public void add(final ProcessSession session, final long delta) {
        session.adjustCounter(title, delta, false);
    }

    /**
     * Adds to the counter now, even if the session is rolled back.
     */
    public void addNow(final ProcessSession session, final long delta) {
        session.adjustCounter(title, delta, true);
    }
}
