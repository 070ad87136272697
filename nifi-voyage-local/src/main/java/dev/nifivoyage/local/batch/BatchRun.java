/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.batch;

import dev.nifivoyage.local.behavior.Behavior;
import dev.nifivoyage.local.clock.ServerClock;
import dev.nifivoyage.local.fault.BatchFaults;
import dev.nifivoyage.local.fault.Faults;
import dev.nifivoyage.local.ledger.Ledger;
import dev.nifivoyage.local.model.BatchState;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * The way of one batch through its states. Each step is a short task; between steps no thread is held.
 */
final class BatchRun {

    private static final int PARTS_OF_PROGRESS = 20;

    private final BatchJob job;
    private final FileChannel input;
    private final BatchWorkers workers;
    private final ServerClock clock;
    private final Faults faults;
    private final Behavior behavior;
    private final Ledger ledger;
    private InputValidation.Result validated;
    private ResultFiles results;
    private LineProcessor processor;
    private int[] order;
    private long orderSeed;
    private int processed;
    private int billed;
    private boolean expired;
    private Instant startedAt;
    private boolean ended;

    BatchRun(final BatchJob job, final FileChannel input, final BatchWorkers workers) {
        this.job = job;
        this.input = input;
        this.workers = workers;
        this.clock = workers.clock();
        this.faults = workers.faults();
        this.behavior = workers.behavior();
        this.ledger = workers.ledger();
    }

    synchronized void validate() throws IOException {
        if (job.meets(BatchFaults.Kind.FAIL_VALIDATION)) {
            validated = new InputValidation.Result(
                    new InputIndex(),
                    Set.of(),
                    List.of(new ValidationError(
                            job.fault().code(), 1, job.fault().message(), null)));
        } else {
            check();
        }
        after(BatchState.VALIDATING, job.createdAt(), this::begin);
    }

    private void check() throws IOException {
        validated = new InputValidation(
                        job.request().endpoint(), behavior.maximumInputs(), behavior.badLineFailsBatch())
                .check(input);
    }

    /**
     * Goes on where an earlier server ended, unless that was while the batch was validating.
     */
    synchronized void resume() throws IOException {
        final BatchProgress progress = job.progress();
        if (progress != null) {
            check();
            startedAt = job.enteredAt(BatchState.IN_PROGRESS);
            prepare(progress.seed(), ResultFiles.reopen(workers.files(), job, progress));
            processed = progress.processed();
            billed = progress.billed();
            expired = progress.expired();
        }
        switch (job.state()) {
            case IN_PROGRESS -> work();
            case FINALIZING ->
                after(BatchState.FINALIZING, job.enteredAt(BatchState.FINALIZING), () -> complete(lastState()));
            case CANCELLING -> cancelled(job.enteredAt(BatchState.CANCELLING));
            default -> {
                // it has ended
            }
        }
    }

    private void prepare(final long seed, final ResultFiles files) {
        orderSeed = seed;
        order = OutputOrder.shuffled(validated.index().size(), seed);
        processor = new LineProcessor(job, input, validated, behavior, faults);
        results = files;
    }

    /**
     * Ends the batch after the client asked to cancel it.
     */
    void cancelled(final Instant cancellingAt) {
        after(BatchState.CANCELLING, cancellingAt, this::finishCancel);
    }

    private synchronized void begin() throws IOException {
        if (!validated.errors().isEmpty()) {
            job.fail(validated.errors(), clock.now());
            workers.save(job);
            end();
            return;
        }
        startedAt = clock.now();
        job.setTotal(validated.index().size());
        if (!job.move(BatchState.VALIDATING, BatchState.IN_PROGRESS, startedAt)) {
            return;
        }
        prepare(workers.seed() + job.number(), ResultFiles.create(workers.files(), job));
        job.advance(progress());
        workers.save(job);
        work();
    }

    private synchronized void work() throws IOException {
        if (job.state() != BatchState.IN_PROGRESS) {
            return;
        }
        final Instant now = clock.now();
        final boolean forcedExpiry = job.meets(BatchFaults.Kind.EXPIRE)
                && processed >= (int) Math.floor(job.fault().afterFraction() * order.length);
        if (expired || forcedExpiry || processed < order.length && !now.isBefore(job.expectedCompletionAt())) {
            expire();
            return;
        }
        if (processed == order.length) {
            after(BatchState.IN_PROGRESS, startedAt, this::finalizing);
            return;
        }
        final int allowed = allowedBy(now);
        if (allowed > processed) {
            final int to = workers.waveEnd(validated.index(), order, processed, allowed);
            write(workers.process(processor, validated.index(), order, processed, to), to);
            workers.soon(this::work);
        } else {
            workers.at(
                    now.plus(faults.delays().of(BatchState.IN_PROGRESS).dividedBy(PARTS_OF_PROGRESS))
                            .plusMillis(1),
                    this::work);
        }
    }

    /**
     * Returns the number of requests that may be completed by now, to spread progress over the duration of the state.
     */
    private int allowedBy(final Instant now) {
        final Duration lasts = faults.delays().of(BatchState.IN_PROGRESS);
        final int end = job.meets(BatchFaults.Kind.EXPIRE)
                ? (int) Math.floor(job.fault().afterFraction() * order.length)
                : order.length;
        if (lasts.isZero() || job.meets(BatchFaults.Kind.STUCK)) {
            return end;
        }
        final double passed = Duration.between(startedAt, now).toNanos() / (double) lasts.toNanos();
        return (int) Math.min(end, Math.ceil(Math.min(1, passed) * order.length));
    }

    private synchronized void finalizing() throws IOException {
        final Instant now = clock.now();
        if (job.move(BatchState.IN_PROGRESS, BatchState.FINALIZING, now)) {
            workers.save(job);
            after(BatchState.FINALIZING, now, () -> complete(lastState()));
        }
    }

    private BatchState lastState() {
        return expired ? behavior.afterExpiry() : BatchState.COMPLETED;
    }

    private void expire() throws IOException {
        expired = true;
        job.advance(progress());
        writeUnprocessed("batch_expired", "This request could not be executed before the completion window expired.");
        finalizing();
    }

    private synchronized void complete(final BatchState last) throws IOException {
        results.publish();
        job.move(BatchState.FINALIZING, last, clock.now());
        workers.save(job);
        end();
    }

    private synchronized void finishCancel() throws IOException {
        if (ended) {
            return;
        }
        if (results != null) {
            if (behavior.errorFileAfterCancel()) {
                writeUnprocessed(
                        "batch_cancelled", "This request could not be executed before the batch was cancelled.");
            }
            results.publish();
        }
        job.move(BatchState.CANCELLING, BatchState.CANCELLED, clock.now());
        workers.save(job);
        end();
    }

    private void writeUnprocessed(final String code, final String message) throws IOException {
        final int step = 1_000;
        while (processed < order.length) {
            final int to = Math.min(order.length, processed + step);
            write(List.of(processor.unprocessed(order, processed, to, code, message)), to);
        }
    }

    // results and ledger first: what is not yet in the state is repeated by the next server
    private void write(final List<ResultLines> waves, final int to) throws IOException {
        int completed = 0;
        int failed = 0;
        for (final ResultLines lines : waves) {
            ledger.addAll(lines.billed());
            billed += lines.billed().size();
            results.write(lines);
            completed += lines.completed();
            failed += lines.failed();
        }
        results.flush();
        processed = to;
        job.count(completed, failed, progress());
        workers.save(job);
    }

    private BatchProgress progress() {
        return new BatchProgress(orderSeed, processed, billed, expired, results.output(), results.errors());
    }

    /**
     * Takes the next step when the state has lasted long enough; polls, because a delay may be changed in the meantime.
     */
    private void after(final BatchState state, final Instant since, final BatchWorkers.Step next) {
        final boolean stuck =
                job.meets(BatchFaults.Kind.STUCK) && job.fault().state().equals(state.wireName());
        if (stuck || job.state() != state) {
            return;
        }
        final Instant due = since.plus(faults.delays().of(state));
        if (clock.now().isBefore(due)) {
            workers.at(due, () -> after(state, since, next));
        } else {
            workers.soon(next);
        }
    }

    private void end() throws IOException {
        ended = true;
        close();
        workers.ended(job);
    }

    /**
     * Leaves the batch to a later server.
     */
    synchronized void suspend() throws IOException {
        // the time of the clock
        workers.save(job);
        close();
    }

    private void close() throws IOException {
        input.close();
        if (results != null) {
            results.close();
        }
    }
}
