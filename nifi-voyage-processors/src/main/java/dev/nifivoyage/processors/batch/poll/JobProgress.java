/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.poll;

import dev.nifivoyage.processors.attribute.AttributeValues;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.service.api.Batch;
import dev.nifivoyage.service.api.BatchPhase;
import dev.nifivoyage.service.api.RequestCounts;
import org.apache.nifi.flowfile.FlowFile;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The progress of a job, compared with the previous status in the attributes of its FlowFile.
 *
 * @param job current status
 * @param changed whether the status or the counts have changed
 * @param rate requests per second since the previous change of the counts, or null if unknown
 * @param estimatedEnd estimated end at that rate, or actual end; or null
 * @param changedAt time of the last change of the counts
 * @param createdAt creation time from the attribute, else from the server, else the time of the first poll
 */
public record JobProgress(
        Batch job, boolean changed, Double rate, Instant estimatedEnd, Instant changedAt, Instant createdAt) {
    private static final double MILLIS_PER_SECOND = 1000;

    private static final Pattern RATE = Pattern.compile("\\d{1,12}(\\.\\d{1,9})?");

    /** Longer estimates are meaningless. */
    private static final double MAXIMUM_REMAINING_SECONDS = 365.0 * 24 * 60 * 60;

    private static final Set<String> OPTIONAL_ATTRIBUTES = Set.of(
            VoyageAttributes.OUTPUT_FILE_ID,
            VoyageAttributes.ERROR_FILE_ID,
            VoyageAttributes.PROGRESS_RATE,
            VoyageAttributes.ESTIMATED_END);

    public static JobProgress of(final Batch job, final FlowFile before, final Instant now) {
        final RequestCounts counts = job.requestCounts();
        final RequestCounts countsBefore = readCounts(before);
        final Instant changedBefore = AttributeValues.read(before, VoyageAttributes.PROGRESS_AT);
        // counts never decrease, unless the attributes are those of another job
        final long newlyEnded = counts.ended() - countsBefore.ended();
        final boolean comparable = changedBefore != null && newlyEnded >= 0;
        final boolean countsChanged = !comparable || !counts.equals(countsBefore);
        final boolean statusChanged = !job.status().value().equals(before.getAttribute(VoyageAttributes.BATCH_STATUS));

        Double rate = comparable ? readRate(before) : null;
        Instant estimatedEnd = comparable ? AttributeValues.read(before, VoyageAttributes.ESTIMATED_END) : null;
        final long millis = comparable ? Duration.between(changedBefore, now).toMillis() : 0;
        if (newlyEnded > 0 && millis > 0) {
            rate = newlyEnded * MILLIS_PER_SECOND / millis;
            estimatedEnd = estimatedEnd(counts, rate, now);
        }
        if (job.status().phase() != BatchPhase.RUNNING) {
            estimatedEnd = job.endedAt();
        }

        final Instant createdBefore = AttributeValues.read(before, VoyageAttributes.CREATED_AT);
        final Instant createdAt =
                createdBefore == null ? Objects.requireNonNullElse(job.createdAt(), now) : createdBefore;
        return new JobProgress(
                job,
                statusChanged || countsChanged,
                rate,
                estimatedEnd,
                countsChanged ? now : changedBefore,
                createdAt);
    }

    /**
     * Returns the job as attributes, without unknown values.
     */
    public Map<String, String> attributes() {
        final Map<String, String> attributes = new HashMap<>();
        attributes.put(VoyageAttributes.BATCH_ID, job.id());
        attributes.put(VoyageAttributes.BATCH_STATUS, job.status().value());
        putIfPresent(attributes, VoyageAttributes.BATCH_ENDPOINT, job.endpoint());
        putIfPresent(attributes, VoyageAttributes.BATCH_MODEL, job.model());
        putIfPresent(attributes, VoyageAttributes.INPUT_FILE_ID, job.inputFileId());
        putIfPresent(attributes, VoyageAttributes.OUTPUT_FILE_ID, job.outputFileId());
        putIfPresent(attributes, VoyageAttributes.ERROR_FILE_ID, job.errorFileId());
        attributes.put(VoyageAttributes.CREATED_AT, createdAt.toString());
        attributes.put(
                VoyageAttributes.REQUESTS_TOTAL,
                Long.toString(job.requestCounts().total()));
        attributes.put(
                VoyageAttributes.REQUESTS_COMPLETED,
                Long.toString(job.requestCounts().completed()));
        attributes.put(
                VoyageAttributes.REQUESTS_FAILED,
                Long.toString(job.requestCounts().failed()));
        attributes.put(
                VoyageAttributes.PROGRESS_PERCENT,
                Integer.toString(job.requestCounts().percent()));
        putIfPresent(attributes, VoyageAttributes.PROGRESS_RATE, rate == null ? null : formatted(rate));
        putIfPresent(attributes, VoyageAttributes.ESTIMATED_END, estimatedEnd);
        putIfPresent(attributes, VoyageAttributes.PROGRESS_AT, changedAt);
        return attributes;
    }

    /**
     * Returns whether a FlowFile has all of these attributes, and none that no longer apply.
     */
    boolean isIn(final FlowFile flowFile) {
        if (changed) {
            return false;
        }

        final Map<String, String> attributes = attributes();
        return Stream.concat(attributes.keySet().stream(), OPTIONAL_ATTRIBUTES.stream())
                .allMatch(name -> Objects.equals(attributes.get(name), flowFile.getAttribute(name)));
    }

    /**
     * Returns the estimated time until the end, or null if it is unknown or over.
     */
    public Duration untilEnd(final Instant now) {
        return estimatedEnd == null || estimatedEnd.isBefore(now) ? null : Duration.between(now, estimatedEnd);
    }

    /**
     * Returns the names of previous attributes that no longer apply.
     */
    public Set<String> outdated() {
        final Set<String> names = new HashSet<>(OPTIONAL_ATTRIBUTES);
        names.removeAll(attributes().keySet());
        return names;
    }

    private static void putIfPresent(final Map<String, String> attributes, final String name, final Object value) {
        if (value != null) {
            attributes.put(name, value.toString());
        }
    }

    private static String formatted(final double rate) {
        return String.format(Locale.ROOT, "%.3f", rate);
    }

    private static Instant estimatedEnd(final RequestCounts counts, final double rate, final Instant now) {
        final double seconds = Math.max(0, counts.total() - counts.ended()) / rate;
        return seconds > MAXIMUM_REMAINING_SECONDS ? null : now.plusMillis((long) (seconds * MILLIS_PER_SECOND));
    }

    private static RequestCounts readCounts(final FlowFile before) {
        return new RequestCounts(
                readCount(before, VoyageAttributes.REQUESTS_TOTAL),
                readCount(before, VoyageAttributes.REQUESTS_COMPLETED),
                readCount(before, VoyageAttributes.REQUESTS_FAILED));
    }

    private static long readCount(final FlowFile before, final String name) {
        return Objects.requireNonNullElse(AttributeValues.readLong(before, name), 0L);
    }

    private static Double readRate(final FlowFile before) {
        final String rate = before.getAttribute(VoyageAttributes.PROGRESS_RATE);
        return rate == null || !RATE.matcher(rate).matches() ? null : Double.valueOf(rate);
    }
}
