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
import dev.nifivoyage.local.fault.Faults;
import dev.nifivoyage.local.file.FileStore;
import dev.nifivoyage.local.file.StoredFile;
import dev.nifivoyage.local.ledger.Ledger;
import dev.nifivoyage.local.model.BatchState;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Runs batches in the background: one pool of threads advances batches, another processes their requests.
 */
public final class BatchWorkers implements AutoCloseable {

    private static final int STEP_THREADS = 2;
    private static final int TEXTS_PER_TASK = 64;
    private static final int TEXTS_PER_WAVE = 1_024;
    private static final long MAXIMUM_WAIT = TimeUnit.MILLISECONDS.toNanos(50);
    private static final System.Logger LOGGER = System.getLogger(BatchWorkers.class.getName());

    private final FileStore files;
    private final BatchDirectory directory;
    private final ServerClock clock;
    private final Faults faults;
    private final Behavior behavior;
    private final Ledger ledger;
    private final Map<String, BatchRun> runs = new ConcurrentHashMap<>();
    private final ScheduledThreadPoolExecutor steps = new ScheduledThreadPoolExecutor(
            STEP_THREADS, Thread.ofPlatform().daemon().name("batch-", 0).factory());
    private final ExecutorService lines = Executors.newFixedThreadPool(
            Runtime.getRuntime().availableProcessors(),
            Thread.ofPlatform().daemon().name("batch-line-", 0).factory());

    /**
     * What batches read and write.
     */
    public record Storage(FileStore files, BatchDirectory directory, Ledger ledger) {}

    public BatchWorkers(final Storage storage, final ServerClock clock, final Faults faults, final Behavior behavior) {
        this.files = storage.files();
        this.directory = storage.directory();
        this.clock = clock;
        this.faults = faults;
        this.behavior = behavior;
        this.ledger = storage.ledger();
        steps.setRemoveOnCancelPolicy(true);
    }

    /**
     * Starts a new batch. Its input remains readable even if the file is deleted in the meantime.
     */
    public void start(final BatchJob job, final StoredFile inputFile) {
        try {
            directory.keepInput(job, inputFile.path());
            soon(open(job)::validate);
        } catch (final IOException e) {
            throw new UncheckedIOException("The input file of " + job.id() + " cannot be opened", e);
        }
    }

    /**
     * Goes on with a batch of an earlier server, if it is in flight.
     */
    public void resume(final BatchJob job) {
        if (!job.state().isInFlight()) {
            return;
        }
        if (!Files.exists(directory.input(job))) {
            // the server ended before it responded to the client
            job.fail(
                    List.of(new ValidationError("input_file_lost", null, "The input file was not kept.", null)),
                    clock.now());
            save(job);
            return;
        }
        try {
            final BatchRun run = open(job);
            soon(job.state() == BatchState.VALIDATING ? run::validate : run::resume);
        } catch (final IOException e) {
            throw new UncheckedIOException("The input file of " + job.id() + " cannot be opened", e);
        }
    }

    private BatchRun open(final BatchJob job) throws IOException {
        final BatchRun run = new BatchRun(job, FileChannel.open(directory.input(job), StandardOpenOption.READ), this);
        runs.put(job.id(), run);
        return run;
    }

    /**
     * Cancels a batch that is validating or in progress.
     *
     * @return false when the batch is in another state
     */
    public boolean cancel(final BatchJob job) {
        final Instant now = clock.now();
        final boolean moved = job.move(BatchState.VALIDATING, BatchState.CANCELLING, now)
                || job.move(BatchState.IN_PROGRESS, BatchState.CANCELLING, now);
        final BatchRun run = runs.get(job.id());
        if (moved) {
            save(job);
        }
        if (moved && run != null) {
            run.cancelled(now);
        }
        return moved;
    }

    @Override
    public void close() throws IOException {
        steps.shutdownNow();
        lines.shutdownNow();
        try {
            steps.awaitTermination(10, TimeUnit.SECONDS);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (final BatchRun run : List.copyOf(runs.values())) {
            run.suspend();
        }
    }

    ServerClock clock() {
        return clock;
    }

    Faults faults() {
        return faults;
    }

    Behavior behavior() {
        return behavior;
    }

    Ledger ledger() {
        return ledger;
    }

    FileStore files() {
        return files;
    }

    long seed() {
        return faults.seed();
    }

    void save(final BatchJob job) {
        directory.save(job, clock.now());
    }

    void ended(final BatchJob job) throws IOException {
        runs.remove(job.id());
        directory.deleteInput(job);
    }

    void soon(final Step step) {
        schedule(0, step);
    }

    /**
     * Takes a step at that instant of the server's clock, or a little earlier when it is far off: the step looks itself
     * whether its time has come.
     */
    void at(final Instant instant, final Step step) {
        schedule(Math.min(MAXIMUM_WAIT, clock.nanosUntil(instant)), step);
    }

    /**
     * Returns the end of the requests that are processed together, few enough for their results to fit into memory.
     */
    int waveEnd(final InputIndex index, final int[] order, final int from, final int limit) {
        return endOf(index, order, from, limit, TEXTS_PER_WAVE);
    }

    /**
     * Processes requests with all threads, with the results in the order of the requests.
     */
    List<ResultLines> process(
            final LineProcessor processor, final InputIndex index, final int[] order, final int from, final int to)
            throws IOException {
        final List<Future<ResultLines>> tasks = new ArrayList<>();
        int start = from;
        while (start < to) {
            final int first = start;
            final int end = endOf(index, order, start, to, TEXTS_PER_TASK);
            tasks.add(lines.submit(() -> processor.process(order, first, end)));
            start = end;
        }
        final List<ResultLines> results = new ArrayList<>(tasks.size());
        for (final Future<ResultLines> task : tasks) {
            try {
                results.add(task.get());
            } catch (final ExecutionException e) {
                throw new IOException("Failed to process requests of a batch", e.getCause());
            } catch (final InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("The server is stopping", e);
            }
        }
        return results;
    }

    private static int endOf(
            final InputIndex index, final int[] order, final int from, final int limit, final int texts) {
        int end = from;
        int counted = 0;
        while (end < limit && counted < texts) {
            counted += Math.max(1, index.texts(order[end]));
            end++;
        }
        return end;
    }

    private void schedule(final long nanos, final Step step) {
        try {
            steps.schedule(() -> run(step), nanos, TimeUnit.NANOSECONDS);
        } catch (final RejectedExecutionException e) {
            LOGGER.log(System.Logger.Level.DEBUG, "The server is stopping", e);
        }
    }

    private void run(final Step step) {
        try {
            step.run();
        } catch (final IOException | RuntimeException e) {
            if (!steps.isShutdown()) {
                LOGGER.log(System.Logger.Level.ERROR, "A batch cannot go on", e);
            }
        }
    }

    /** A short piece of a batch's way. */
    @FunctionalInterface
    interface Step {
        void run() throws IOException;
    }
}
