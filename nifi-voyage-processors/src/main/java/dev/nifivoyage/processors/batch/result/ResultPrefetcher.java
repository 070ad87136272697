/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result;

import dev.nifivoyage.processors.batch.job.KeyTable;
import dev.nifivoyage.processors.batch.result.line.BlockReader;
import dev.nifivoyage.processors.batch.result.line.Outcome;
import dev.nifivoyage.processors.response.BilledResult;
import dev.nifivoyage.service.api.embedding.RequestKey;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Future;

/**
 * Reads outcomes from the temporary file before they are needed. Other threads do so while the calling thread writes
 * records; they parse the numbers of vectors, too, once a writer has needed the values of one. At most
 * {@value #MAXIMUM_BYTES} bytes of lines and those that are read at once, or a single line, wait on the heap, and each
 * thread has a direct buffer for lines that are read at once. Not thread-safe.
 *
 * @param <R> result of one request
 */
final class ResultPrefetcher<R> implements AutoCloseable {
    private static final int MAXIMUM_BYTES = 2 << 20;

    private final ResultStore<R> store;
    private final ThreadLocal<OutcomeReader<R>> readers;
    private final ThreadLocal<ByteBuffer> buffers =
            ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(ResultRange.MAXIMUM_BYTES));
    private final ResultThreads others;
    /** Indexes of outcomes that are not being read yet. */
    private final Queue<Integer> expected = new ArrayDeque<>();

    private final Queue<Prefetched<R>> submitted = new ArrayDeque<>();
    /** Indexes of the outcomes that were read last. */
    private final Queue<Integer> current = new ArrayDeque<>();

    private Iterator<Outcome<BilledResult<R>>> outcomes;
    private long submittedBytes;
    private BilledResult<R> last;
    private volatile boolean needsValues;

    /**
     * @param store outcomes of the job
     * @param threads number of threads, including the calling one
     */
    ResultPrefetcher(final ResultStore<R> store, final int threads) {
        this.store = store;
        this.readers = ThreadLocal.withInitial(store::newReader);
        // few results are not worth another thread
        this.others =
                new ResultThreads("Batch result reader", store.position() <= BlockReader.BUFFER_SIZE ? 0 : threads - 1);
    }

    /**
     * Announces the next calls of {@link #find}, some of which may be left out.
     */
    void expect(final Collection<RequestKey> keys) {
        if (others.count() > 0) {
            for (final RequestKey key : keys) {
                final int index = store.indexOf(key);
                if (index != KeyTable.ABSENT) {
                    expected.add(index);
                }
            }
            submit();
        }
    }

    private void submit() {
        while (!expected.isEmpty() && (submitted.isEmpty() || submittedBytes < MAXIMUM_BYTES)) {
            final ResultRange range = nextRange();
            submitted.add(new Prefetched<>(range, others.submit(() -> prefetch(range))));
            submittedBytes += range.length();
        }
    }

    private ResultRange nextRange() {
        final ResultRange range = new ResultRange();
        while (!expected.isEmpty()
                && range.add(expected.peek(), store.position(expected.peek()), store.length(expected.peek()))) {
            expected.remove();
        }
        return range;
    }

    private List<Outcome<BilledResult<R>>> prefetch(final ResultRange range) throws IOException {
        final List<byte[]> bytes = range.length() <= ResultRange.MAXIMUM_BYTES
                ? store.bytes(range, buffers.get())
                : List.of(store.bytes(range.indexes().getFirst()));
        final List<Outcome<BilledResult<R>>> prefetched = new ArrayList<>(bytes.size());
        for (int i = 0; i < bytes.size(); i++) {
            prefetched.add(prefetch(range.indexes().get(i), bytes.get(i)));
        }
        return prefetched;
    }

    private Outcome<BilledResult<R>> prefetch(final int index, final byte[] bytes) {
        if (store.isDeferred(index) && !needsValues) {
            // the numbers are parsed later, if at all, by the reader of the calling thread
            return store.outcome(index, bytes);
        }

        final Outcome<BilledResult<R>> outcome = store.outcome(index, bytes, readers.get());
        if (outcome instanceof final Outcome.Success<BilledResult<R>> success) {
            // parses it in this thread, to which the reader belongs
            success.result().result();
        }
        return outcome;
    }

    /**
     * Returns the outcome of a request, and marks it as matched.
     */
    Optional<Outcome<BilledResult<R>>> find(final RequestKey key) throws IOException {
        final int index = store.match(key);
        if (index == KeyTable.ABSENT) {
            return Optional.empty();
        }

        needsValues = needsValues || last != null && last.isParsed();
        final Outcome<BilledResult<R>> outcome = outcome(index);
        last = store.isDeferred(index) && outcome instanceof final Outcome.Success<BilledResult<R>> success
                ? success.result()
                : null;
        return Optional.of(outcome);
    }

    private Outcome<BilledResult<R>> outcome(final int index) throws IOException {
        while (!current.isEmpty() || nextSubmitted()) {
            final Outcome<BilledResult<R>> next = outcomes.next();
            if (current.remove() == index) {
                return next;
            }
        }
        return store.outcome(index, store.bytes(index));
    }

    private boolean nextSubmitted() throws IOException {
        if (submitted.isEmpty()) {
            return false;
        }

        final Prefetched<R> next = submitted.remove();
        submittedBytes -= next.range.length();
        submit();
        outcomes = ResultThreads.await(next.outcomes).iterator();
        current.addAll(next.range.indexes());
        return true;
    }

    @Override
    public void close() {
        others.close();
    }

    /**
     * Outcomes that another thread reads.
     */
    private record Prefetched<R>(ResultRange range, Future<List<Outcome<BilledResult<R>>>> outcomes) {}
}
