/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result;

import dev.nifivoyage.processors.batch.job.KeyTable;
import dev.nifivoyage.processors.batch.result.line.LineReader;
import dev.nifivoyage.processors.batch.result.line.Outcome;
import dev.nifivoyage.processors.response.BilledResult;
import dev.nifivoyage.service.api.embedding.RequestKey;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Future;

/**
 * Reads outcomes from the temporary file before they are needed. Other threads do so while the calling thread writes
 * records; they parse the numbers of vectors, too, once a writer has needed the values of one. At most
 * {@value #MAXIMUM_BYTES} bytes of lines, or a single line, wait on the heap. Not thread-safe.
 *
 * @param <R> result of one request
 */
final class ResultPrefetcher<R> implements AutoCloseable {
    private static final int MAXIMUM_BYTES = 2 << 20;

    private final ResultStore<R> store;
    private final ThreadLocal<OutcomeReader<R>> readers;
    private final ResultThreads others;
    private final Queue<RequestKey> expected = new ArrayDeque<>();
    private final Queue<Prefetched<R>> submitted = new ArrayDeque<>();
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
                new ResultThreads("Batch result reader", store.position() <= LineReader.BUFFER_SIZE ? 0 : threads - 1);
    }

    /**
     * Announces the next calls of {@link #find}, some of which may be left out.
     */
    void expect(final Collection<RequestKey> keys) {
        if (others.count() > 0) {
            expected.addAll(keys);
            submit();
        }
    }

    private void submit() {
        while (!expected.isEmpty() && (submitted.isEmpty() || submittedBytes < MAXIMUM_BYTES)) {
            final int index = store.indexOf(expected.remove());
            if (index != KeyTable.ABSENT) {
                submitted.add(new Prefetched<>(index, others.submit(() -> prefetch(index))));
                submittedBytes += store.length(index);
            }
        }
    }

    private Outcome<BilledResult<R>> prefetch(final int index) throws IOException {
        final byte[] bytes = store.bytes(index);
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
        while (!submitted.isEmpty()) {
            final Prefetched<R> first = submitted.remove();
            submittedBytes -= store.length(first.index);
            submit();
            if (first.index == index) {
                return ResultThreads.await(first.outcome);
            }
        }
        return store.outcome(index, store.bytes(index));
    }

    @Override
    public void close() {
        others.close();
    }

    /**
     * An outcome that another thread reads.
     *
     * @param index index in the store
     */
    private record Prefetched<R>(int index, Future<Outcome<BilledResult<R>>> outcome) {}
}
