/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result;

import dev.nifivoyage.processors.attribute.ErrorCode;
import dev.nifivoyage.processors.batch.result.line.LineDecoder;
import dev.nifivoyage.processors.batch.result.line.LineReader;
import dev.nifivoyage.processors.batch.result.line.MalformedLineException;
import dev.nifivoyage.processors.batch.result.line.ResultLine;
import dev.nifivoyage.processors.record.RecordError;
import dev.nifivoyage.service.api.embedding.RequestKey;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads result files into {@link ResultStore}, line by line. A line that cannot be read is counted, and never keeps the others from being read.
 *
 * @param <A> answer of one request
 */
public final class ResultFileReader<A> {
    /** Lines, also of refused requests, that wait at most. */
    private static final int MAXIMUM_UNDECIDED = 100;

    private final ResultStore<A> outcomes;
    private final ResultCodec<A> format;
    private final LineDecoder<A> decoder;
    private final CacheFill cacheFill;
    private final List<ResultLine<A>> undecided = new ArrayList<>();
    private boolean decided;
    private long lines;
    private long repeated;
    private long malformed;
    private String firstMalformed;
    private long foreign;
    private long tokens;
    private int filesGone;

    /**
     * A reader that fills the outcomes.
     *
     * @param format of the answers
     * @param cacheFill takes the answers too, where they are cached
     */
    public ResultFileReader(final ResultStore<A> outcomes, final ResultCodec<A> format, final CacheFill cacheFill) {
        this.outcomes = outcomes;
        this.format = format;
        this.decoder = format.decoder();
        this.cacheFill = cacheFill;
    }

    /**
     * Reads one file to its end.
     *
     * @param name of the file, for messages
     */
    public void read(final String name, final InputStream file) throws IOException {
        final LineReader reader = new LineReader(file, format.longestLine());
        long line = 0;
        while (reader.nextLine()) {
            line++;
            lines++;
            try {
                add(decoder.decode(reader.buffer(), reader.offset(), reader.length()));
            } catch (final MalformedLineException e) {
                malformed++;
                if (firstMalformed == null) {
                    firstMalformed = "line %d of %s: %s".formatted(line, name, e.getMessage());
                }
                addUnreadable(e);
            }
        }
    }

    /**
     * Counts a file that does not exist.
     */
    void passOver() {
        filesGone++;
    }

    /**
     * Ends reading.
     */
    public ResultCounts complete() throws IOException {
        decide();
        outcomes.complete();
        cacheFill.complete();
        return new ResultCounts(lines, repeated, malformed, firstMalformed, foreign, tokens, filesGone);
    }

    // the first answers wait until it is known what is usual; a document of many vectors decides by itself, so that few
    // vectors are on the heap
    private void add(final ResultLine<A> line) throws IOException {
        if (decided) {
            keep(line);
            return;
        }

        undecided.add(line.detached());
        if (line.response() != null && format.observe(line.response()) || undecided.size() >= MAXIMUM_UNDECIDED) {
            decide();
        }
    }

    private void decide() throws IOException {
        decided = true;
        for (final ResultLine<A> line : undecided) {
            keep(line);
        }
        undecided.clear();
    }

    private void keep(final ResultLine<A> line) throws IOException {
        final Optional<RequestKey> key = RequestKey.ofText(line.customId());
        if (key.isEmpty()) {
            foreign++;
            tokens += line.tokens();
            return;
        }

        if (outcomes.contains(key.get())) {
            repeated++;
        }
        final Outcome<A> outcome = outcome(line);
        if (outcomes.add(key.get(), outcome)) {
            tokens += line.tokens();
            if (outcome.response() != null) {
                format.cache(cacheFill, key.get(), outcome.response(), line.tokens());
            }
        }
    }

    // the request was answered and billed, so its record must not be taken for one that never ran
    private void addUnreadable(final MalformedLineException malformed) throws IOException {
        final Optional<RequestKey> key = RequestKey.ofText(malformed.customId());
        if (key.isPresent()) {
            outcomes.add(
                    key.get(), Outcome.rejected(new RecordError(ErrorCode.UNREADABLE_RESULT, malformed.getMessage())));
        }
    }

    private Outcome<A> outcome(final ResultLine<A> line) {
        if (line.response() == null) {
            return Outcome.rejected(line.error());
        }

        final Optional<RecordError> rejection = format.reject(line.response());
        return rejection.isPresent() ? Outcome.rejected(rejection.get()) : Outcome.of(line.response(), line.decimals());
    }
}
