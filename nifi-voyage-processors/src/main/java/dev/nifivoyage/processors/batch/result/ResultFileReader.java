/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result;

import dev.nifivoyage.processors.batch.result.line.MalformedLineException;
import dev.nifivoyage.processors.batch.result.line.Outcome;
import dev.nifivoyage.processors.batch.result.line.ResultLine;
import dev.nifivoyage.service.api.embedding.RequestKey;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads result files line by line into a {@link ResultStore}. A line that cannot be read is counted and skipped.
 *
 * @param <R> result of one request
 */
public final class ResultFileReader<R> {
    /** Maximum number of lines held back, including those of rejected requests. */
    private static final int MAXIMUM_HELD = 100;

    private final ResultStore<R> store;
    private final ResultCodec<R> codec;
    private final CacheFill cacheFill;
    private final int threads;
    private final List<KeptLine<R>> held = new ArrayList<>();
    private boolean checksLines;
    private long lines;
    private long repeated;
    private long malformed;
    private String firstMalformed;
    private long foreign;
    private long tokens;
    private int filesMissing;

    /**
     * @param codec codec of the results
     * @param cacheFill receives the results that are cached
     * @param threads number of threads, including the one that calls {@link #read}
     */
    public ResultFileReader(
            final ResultStore<R> store, final ResultCodec<R> codec, final CacheFill cacheFill, final int threads) {
        this.store = store;
        this.codec = codec;
        this.cacheFill = cacheFill;
        this.threads = threads;
    }

    /**
     * Reads one file to its end.
     *
     * @param name name of the file for messages
     */
    public void read(final String name, final InputStream file) throws IOException {
        final long start = store.position();
        final long earlierLines = lines;
        try (BlockDecoder<R> decoder = new BlockDecoder<>(codec, threads, line -> take(name, earlierLines, line))) {
            decoder.decode(store.keep(file), start);
        }
    }

    private void take(final String name, final long earlierLines, final DecodedLine<R> decoded) {
        lines++;
        final MalformedLineException unreadable = decoded.unreadable();
        if (unreadable == null) {
            add(decoded.kept());
            return;
        }

        malformed++;
        if (firstMalformed == null) {
            firstMalformed = "line %d of %s: %s".formatted(lines - earlierLines, name, unreadable.getMessage());
        }
        // the request was billed, so its record must not count as one that never ran
        RequestKey.ofText(unreadable.customId()).ifPresent(key -> store.add(key, decoded.kept(), true));
    }

    /**
     * Counts a file that no longer exists.
     */
    void skipMissing() {
        filesMissing++;
    }

    /**
     * Ends reading.
     */
    public ResultCounts complete() throws IOException {
        release();
        store.complete();
        cacheFill.complete();
        return new ResultCounts(lines, repeated, malformed, firstMalformed, foreign, tokens, filesMissing);
    }

    // the first results are held back until the expected dimension is known; one document with many vectors is enough
    private void add(final KeptLine<R> line) {
        if (checksLines) {
            keep(line);
            return;
        }

        held.add(line);
        if (line.line().outcome() instanceof final Outcome.Success<R> success && codec.observe(success.result())
                || held.size() >= MAXIMUM_HELD) {
            release();
        }
    }

    private void release() {
        checksLines = true;
        for (final KeptLine<R> line : held) {
            keep(line);
        }
        held.clear();
    }

    private void keep(final KeptLine<R> kept) {
        final ResultLine<R> line = kept.line();
        final Optional<RequestKey> key = RequestKey.ofText(line.customId());
        if (key.isEmpty()) {
            foreign++;
            tokens += line.tokens();
            return;
        }

        final int before = store.size();
        final Outcome<R> outcome = OutcomeReader.checked(codec, line.outcome());
        if (store.add(key.get(), kept, outcome instanceof Outcome.Failure<R>)) {
            tokens += line.tokens();
            if (outcome instanceof final Outcome.Success<R> success) {
                codec.cache(cacheFill, key.get(), success.result(), line.tokens());
            }
        }
        repeated += store.size() == before ? 1 : 0;
    }
}
