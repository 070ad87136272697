/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.create;

import org.apache.nifi.processor.ProcessSession;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The jobs of one FlowFile, in the order of its records.
 *
 * @param jobs empty when there is nothing to send
 * @param records all records of the FlowFile
 * @param recordsUnusable records that nothing can be asked for
 * @param recordsCached records that need no request, since their vector is in the cache
 * @param requestsCached distinct requests of these records
 * @param tokensCached tokens that are not paid again for these requests, as far as the cache knows them
 * @param convertedTexts names of the fields in which texts were read that the reader took for something else, each after those of the records and arrays that hold it
 * @param firstUnusable which record is the first that nothing can be asked for, and why; null when there is none
 */
public record JobPlan(
        List<PlannedJob> jobs,
        long records,
        long recordsUnusable,
        long recordsCached,
        long requestsCached,
        long tokensCached,
        Set<List<String>> convertedTexts,
        String firstUnusable) {

    public JobPlan {
        jobs = List.copyOf(jobs);
        convertedTexts = Collections.unmodifiableSet(new LinkedHashSet<>(convertedTexts));
    }

    /**
     * Distinct requests that would be sent.
     */
    public long requests() {
        return jobs.stream().mapToLong(job -> job.summary().requests()).sum();
    }

    /**
     * Estimate of their tokens.
     */
    public long estimatedTokens() {
        return jobs.stream().mapToLong(job -> job.summary().estimatedTokens()).sum();
    }

    /**
     * The numbers of all jobs together; the fingerprint is that of the first.
     */
    public JobSummary total() {
        return new JobSummary(
                jobs.isEmpty() ? "" : jobs.getFirst().summary().fingerprint(),
                records,
                records - recordsUnusable - recordsCached,
                recordsCached,
                requests(),
                estimatedTokens());
    }

    /**
     * Whether no record has anything to ask for.
     */
    public boolean isWithoutText() {
        return records == recordsUnusable;
    }

    /**
     * Removes the request files.
     */
    public void discard(final ProcessSession session) {
        session.remove(jobs.stream().map(PlannedJob::requestFile).toList());
    }
}
