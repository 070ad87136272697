/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.poll;

import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.service.api.RequestCounts;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.flowfile.attributes.CoreAttributes;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The jobs that are running, as lines for <em>View State</em>: one for each job by its ID, and a total. Thread-safe.
 */
public final class WaitingJobs {
    static final String TOTAL = "Total";

    /** Every change of the state is written to disk. */
    private static final Duration WRITE_INTERVAL = Duration.ofSeconds(10);

    private static final int MAXIMUM_LINES = 1000;
    private static final int COST_DECIMALS = 6;
    private static final Pattern AMOUNT = Pattern.compile("\\d{1,12}(\\.\\d{1,20})?");
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Duration forgottenAfter;
    private final Map<String, WaitingJob> jobs = new TreeMap<>();
    private boolean changed;
    private boolean ended;
    private Instant writtenAt = Instant.MIN;

    /**
     * @param maximumInterval longest time between two polls of a job; jobs that are not polled any more are left out
     */
    public WaitingJobs(final Duration maximumInterval) {
        this.forgottenAfter = maximumInterval.multipliedBy(2).plusMinutes(1);
    }

    /**
     * Records the progress of a running job.
     */
    synchronized void running(final FlowFile flowFile, final JobProgress progress, final Instant now) {
        final WaitingJob job = WaitingJob.of(flowFile, progress, now);
        final WaitingJob before = jobs.put(progress.job().id(), job);
        changed |= before == null || !before.looksLike(job);
    }

    /**
     * Removes a job that is no longer waited for.
     */
    synchronized void ended(final String batchId) {
        ended |= jobs.remove(batchId) != null;
    }

    /**
     * Returns the lines if they are to be written now: immediately after a job has ended, and after other changes at
     * most every ten seconds.
     */
    public synchronized Optional<Map<String, String>> due(final Instant now) {
        if (!ended && now.isBefore(writtenAt.plus(WRITE_INTERVAL))) {
            return Optional.empty();
        }

        changed |= jobs.values()
                .removeIf(job -> job.polledAt().plus(forgottenAfter).isBefore(now));
        if (!ended && !changed) {
            return Optional.empty();
        }

        changed = false;
        ended = false;
        writtenAt = now;
        return Optional.of(lines());
    }

    private Map<String, String> lines() {
        final Map<String, String> lines = new LinkedHashMap<>();
        if (jobs.isEmpty()) {
            return lines;
        }

        lines.put(TOTAL, total());
        jobs.entrySet().stream()
                .limit(MAXIMUM_LINES)
                .forEach(job -> lines.put(job.getKey(), job.getValue().line()));
        return lines;
    }

    private String total() {
        final long requests =
                jobs.values().stream().mapToLong(job -> job.counts().total()).sum();
        final long responses =
                jobs.values().stream().mapToLong(job -> job.counts().ended()).sum();
        final Optional<BigDecimal> cost = jobs.values().stream()
                .map(WaitingJob::cost)
                .filter(Objects::nonNull)
                .reduce(BigDecimal::add);
        return String.format(
                Locale.ROOT,
                "%,d job%s, %,d of %,d requests%s",
                jobs.size(),
                jobs.size() == 1 ? "" : "s",
                responses,
                requests,
                costText(cost.orElse(null)));
    }

    private static String costText(final BigDecimal cost) {
        return cost == null
                ? ""
                : ", about $%s"
                        .formatted(cost.setScale(COST_DECIMALS, RoundingMode.HALF_UP)
                                .stripTrailingZeros()
                                .toPlainString());
    }

    /**
     * A running job.
     *
     * @param cost estimated cost in US dollars, or null
     */
    private record WaitingJob(String filename, JobProgress progress, BigDecimal cost, Instant polledAt) {

        private static WaitingJob of(final FlowFile flowFile, final JobProgress progress, final Instant now) {
            return new WaitingJob(
                    flowFile.getAttribute(CoreAttributes.FILENAME.key()),
                    progress,
                    amount(flowFile.getAttribute(VoyageAttributes.COST_ESTIMATED)),
                    now);
        }

        private boolean looksLike(final WaitingJob other) {
            return Objects.equals(filename, other.filename)
                    && progress.job().status().equals(other.progress.job().status())
                    && counts().equals(other.counts())
                    && Objects.equals(progress.estimatedEnd(), other.progress.estimatedEnd())
                    && Objects.equals(cost, other.cost);
        }

        private RequestCounts counts() {
            return progress.job().requestCounts();
        }

        private static BigDecimal amount(final String text) {
            return text == null || !AMOUNT.matcher(text).matches() ? null : new BigDecimal(text);
        }

        private String line() {
            return String.format(
                    Locale.ROOT,
                    "%s: %s, %d%%, %,d of %,d requests%s%s",
                    filename,
                    progress.job().status(),
                    counts().percent(),
                    counts().ended(),
                    counts().total(),
                    progress.estimatedEnd() == null ? "" : ", ends about " + MINUTE.format(progress.estimatedEnd()),
                    costText(cost));
        }
    }
}
