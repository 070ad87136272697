/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result;

import dev.nifivoyage.processors.attribute.Counter;
import dev.nifivoyage.processors.attribute.ErrorAttributes;
import dev.nifivoyage.processors.model.JobCost;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.Relationship;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Routes the joined records of one job with their attributes and provenance events, and adjusts the counters.
 */
public final class JoinedRecordRouter {
    private final ProcessSession session;
    private final Map<String, String> attributes;
    private final String transitUri;
    private final long millis;

    /**
     * @param attributes attributes of each FlowFile
     * @param transitUri source of the results
     * @param millis duration of the download
     */
    public JoinedRecordRouter(
            final ProcessSession session,
            final Map<String, String> attributes,
            final String transitUri,
            final long millis) {
        this.session = session;
        this.attributes = attributes;
        this.transitUri = transitUri;
        this.millis = millis;
    }

    /**
     * Routes FlowFiles with records.
     */
    public void records(final List<FlowFile> records, final Relationship relationship) {
        for (final FlowFile next : records) {
            final FlowFile complete = complete(next);
            session.getProvenanceReporter().fetch(complete, transitUri, millis);
            session.transfer(complete, relationship);
        }
    }

    /**
     * Routes the incoming FlowFile.
     */
    public void original(final FlowFile flowFile, final Relationship relationship) {
        session.transfer(complete(flowFile), relationship);
    }

    /**
     * Returns the incoming FlowFile to its queue until the files of its job are deleted.
     */
    void awaitDeletion(final FlowFile flowFile, final String batchId, final ResultFileIds fileIds) {
        JobFileDeleter.await(session, complete(flowFile), batchId, fileIds);
    }

    private FlowFile complete(final FlowFile flowFile) {
        return session.putAllAttributes(ErrorAttributes.clear(session, flowFile), attributes);
    }

    /**
     * Counts the records.
     */
    public void count(final JoinedRecords joined) {
        Counter.RECORDS_EMBEDDED.add(session, joined.routed().successCount());
        Counter.RECORDS_FROM_CACHE.add(session, joined.cachedCount());
        Counter.RECORDS_REJECTED.add(session, joined.routed().rejectedCount());
        Counter.RECORDS_UNPROCESSED.add(session, joined.routed().unprocessedCount());
        if (joined.emptyTexts() > 0) {
            Counter.EMPTY_TEXTS_SKIPPED.add(session, joined.emptyTexts());
        }
    }

    /**
     * Counts the results.
     *
     * @param stored number of vectors stored in the cache
     */
    public void count(final ResultCounts counts, final long stored, final Optional<JobCost> cost) {
        Counter.RESULT_LINES_REPEATED.add(session, counts.repeated());
        Counter.RESULT_LINES_MALFORMED.add(session, counts.malformed());
        Counter.RESULTS_UNMATCHED.add(session, counts.unmatched());
        Counter.VECTORS_CACHED.add(session, stored);
        Counter.TOKENS.add(session, counts.tokens());
        if (cost.isPresent()) {
            Counter.COST_MICRO_USD.add(session, cost.get().costMicros());
            Counter.COST_SAVED_MICRO_USD.add(session, cost.get().savedMicros());
        }
    }
}
