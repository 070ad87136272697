/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.create.plan;

import org.apache.nifi.processor.ProcessSession;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The jobs of one FlowFile, in the order of its records.
 *
 * @param jobs jobs to create; empty if there is nothing to send
 * @param records number of records in the FlowFile
 * @param recordsUnusable number of records without a request
 * @param recordsCached number of records whose result is in the cache
 * @param requestsCached number of distinct requests of these records
 * @param tokensCached number of tokens that these requests were billed when their results were cached
 * @param convertedTexts names of the fields whose texts the reader converted to another type, each preceded by the
 *     names of its parents
 * @param firstUnusable number and error of the first record without a request; null if there is none
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
     * Returns the number of distinct requests to send.
     */
    public long requests() {
        return jobs.stream().mapToLong(job -> job.summary().requests()).sum();
    }

    /**
     * Returns the estimated number of tokens in these requests.
     */
    public long estimatedTokens() {
        return jobs.stream().mapToLong(job -> job.summary().estimatedTokens()).sum();
    }

    /**
     * Returns whether no record has a request.
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
