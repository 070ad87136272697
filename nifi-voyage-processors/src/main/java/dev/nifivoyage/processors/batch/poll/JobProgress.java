/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.poll;

import dev.nifivoyage.api.Batch;
import dev.nifivoyage.api.RequestCounts;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import org.apache.nifi.flowfile.FlowFile;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * How far a job is and how fast, compared with what the FlowFile's attributes say of the time before.
 *
 * @param job the job now
 * @param changed whether status or counts differ from the time before
 * @param rate requests per second since the counts changed before, or null when that is not known
 * @param estimatedEnd when the job ends at that rate, or null
 * @param changedAt when the counts last changed
 */
public record JobProgress(Batch job, boolean changed, Double rate, Instant estimatedEnd, Instant changedAt) {
    private static final double MILLIS_PER_SECOND = 1000;

    public static JobProgress of(final Batch job, final FlowFile before, final Instant now) {
        final RequestCounts counts = job.requestCounts();
        final Long completedBefore = AttributeTime.readLong(before, VoyageAttributes.REQUESTS_COMPLETED);
        final Long failedBefore = AttributeTime.readLong(before, VoyageAttributes.REQUESTS_FAILED);
        final Instant changedBefore = AttributeTime.read(before, VoyageAttributes.PROGRESS_AT);
        final long ended = counts.completed() + counts.failed();
        final boolean known = completedBefore != null && failedBefore != null && changedBefore != null;
        final boolean countsChanged = !known || ended != completedBefore + failedBefore;
        final boolean statusChanged = !job.status().value().equals(before.getAttribute(VoyageAttributes.BATCH_STATUS));

        Double rate = readRate(before);
        Instant estimatedEnd = AttributeTime.read(before, VoyageAttributes.ESTIMATED_END);
        if (known && countsChanged && now.isAfter(changedBefore)) {
            rate = (ended - completedBefore - failedBefore) * MILLIS_PER_SECOND / Duration.between(changedBefore, now).toMillis();
            estimatedEnd = rate > 0 ? now.plusMillis((long) ((counts.total() - ended) * MILLIS_PER_SECOND / rate)) : null;
        }

        return new JobProgress(job, statusChanged || countsChanged, rate, estimatedEnd, countsChanged ? now : changedBefore);
    }

    /**
     * The job as attributes; nothing is written for what is not known.
     */
    public Map<String, String> attributes() {
        final Map<String, String> attributes = new HashMap<>();
        attributes.put(VoyageAttributes.BATCH_ID, job.id());
        attributes.put(VoyageAttributes.BATCH_STATUS, job.status().value());
        putIfKnown(attributes, VoyageAttributes.BATCH_ENDPOINT, job.endpoint());
        putIfKnown(attributes, VoyageAttributes.BATCH_MODEL, job.model());
        putIfKnown(attributes, VoyageAttributes.INPUT_FILE_ID, job.inputFileId());
        putIfKnown(attributes, VoyageAttributes.OUTPUT_FILE_ID, job.outputFileId());
        putIfKnown(attributes, VoyageAttributes.ERROR_FILE_ID, job.errorFileId());
        putIfKnown(attributes, VoyageAttributes.CREATED_AT, job.createdAt());
        attributes.put(VoyageAttributes.REQUESTS_TOTAL, Long.toString(job.requestCounts().total()));
        attributes.put(VoyageAttributes.REQUESTS_COMPLETED, Long.toString(job.requestCounts().completed()));
        attributes.put(VoyageAttributes.REQUESTS_FAILED, Long.toString(job.requestCounts().failed()));
        attributes.put(VoyageAttributes.PROGRESS_PERCENT, Integer.toString(job.requestCounts().percent()));
        putIfKnown(attributes, VoyageAttributes.PROGRESS_RATE, rate == null ? null : formatted(rate));
        putIfKnown(attributes, VoyageAttributes.ESTIMATED_END, estimatedEnd);
        putIfKnown(attributes, VoyageAttributes.PROGRESS_AT, changedAt);
        return attributes;
    }

    private static void putIfKnown(final Map<String, String> attributes, final String name, final Object value) {
        if (value != null) {
            attributes.put(name, value.toString());
        }
    }

    private static String formatted(final double rate) {
        return String.format(Locale.ROOT, "%.3f", rate);
    }

    private static Double readRate(final FlowFile before) {
        final String rate = before.getAttribute(VoyageAttributes.PROGRESS_RATE);
        return rate == null || !rate.matches("\\d{1,12}(\\.\\d{1,9})?") ? null : Double.valueOf(rate);
    }
}
