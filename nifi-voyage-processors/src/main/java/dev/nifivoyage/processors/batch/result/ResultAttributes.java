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
 * What became of a job, as attributes.
 */
public final class ResultAttributes {
    private ResultAttributes() {}

    /**
     * What became of the records, and what the job cost.
     */
    public static Map<String, String> of(
            final RecordCounts account, final ResultCounts counts, final long stored, final Optional<JobCost> cost) {
        final Map<String, String> attributes = of(counts, stored, cost);
        attributes.put(VoyageAttributes.RECORDS_EMBEDDED, Long.toString(account.embedded()));
        attributes.put(VoyageAttributes.RECORDS_CACHED, Long.toString(account.cached()));
        attributes.put(VoyageAttributes.RECORDS_FAILED, Long.toString(account.failed()));
        attributes.put(VoyageAttributes.RECORDS_UNPROCESSED, Long.toString(account.unprocessed()));
        return attributes;
    }

    /**
     * What a job cost whose records are not there.
     *
     * @param stored vectors put into the cache
     */
    public static Map<String, String> of(final ResultCounts counts, final long stored, final Optional<JobCost> cost) {
        final Map<String, String> attributes = new HashMap<>();
        attributes.put(VoyageAttributes.CACHE_STORED, Long.toString(stored));
        attributes.put(VoyageAttributes.USAGE_TOKENS, Long.toString(counts.tokens()));
        cost.ifPresent(known -> {
            attributes.put(VoyageAttributes.COST, known.cost().toPlainString());
            attributes.put(VoyageAttributes.COST_REAL_TIME, known.realTime().toPlainString());
            attributes.put(VoyageAttributes.COST_SAVED, known.saved().toPlainString());
        });
        return attributes;
    }
}
