/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result;

import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.model.JobCost;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The attributes that describe the results of a job.
 */
public final class ResultAttributes {
    private ResultAttributes() {}

    /**
     * Returns the outcome of the records and the cost of the job.
     */
    public static Map<String, String> of(
            final JoinedRecords joined, final ResultCounts counts, final long stored, final Optional<JobCost> cost) {
        final Map<String, String> attributes = of(counts, stored, cost);
        attributes.put(
                VoyageAttributes.RECORDS_EMBEDDED, Long.toString(joined.routed().successCount()));
        attributes.put(VoyageAttributes.RECORDS_FROM_CACHE, Long.toString(joined.cachedCount()));
        attributes.put(
                VoyageAttributes.RECORDS_REJECTED, Long.toString(joined.routed().rejectedCount()));
        attributes.put(
                VoyageAttributes.RECORDS_UNPROCESSED,
                Long.toString(joined.routed().unprocessedCount()));
        return attributes;
    }

    /**
     * Returns the cost of a job without records.
     *
     * @param stored number of vectors stored in the cache
     */
    public static Map<String, String> of(final ResultCounts counts, final long stored, final Optional<JobCost> cost) {
        final Map<String, String> attributes = new HashMap<>();
        attributes.put(VoyageAttributes.CACHE_STORED, Long.toString(stored));
        attributes.put(VoyageAttributes.USAGE_TOKENS, Long.toString(counts.tokens()));
        cost.ifPresent(billed -> {
            attributes.put(VoyageAttributes.COST, billed.cost().toPlainString());
            attributes.put(VoyageAttributes.COST_REAL_TIME, billed.realTime().toPlainString());
            attributes.put(VoyageAttributes.COST_SAVED, billed.saved().toPlainString());
        });
        return attributes;
    }
}
