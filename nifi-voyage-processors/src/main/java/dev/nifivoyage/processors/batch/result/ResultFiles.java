/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result;

import dev.nifivoyage.embedding.Embedding;
import dev.nifivoyage.embedding.EmbeddingKey;
import dev.nifivoyage.embedding.EmbeddingParameters;
import dev.nifivoyage.processors.model.VoyageModel;
import dev.nifivoyage.processors.record.RowError;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * Reads result files into {@link Outcomes}, line by line. A line that cannot be read is counted, and never keeps the others from being read.
 */
public final class ResultFiles {
    private static final int UNKNOWN = 0;

    private final Outcomes outcomes;
    private final EmbeddingLineDecoder decoder;
    private final CacheFill cacheFill;
    private int dimension;
    private long lines;
    private long repeated;
    private long malformed;
    private String firstMalformed;
    private long foreign;
    private long tokens;

    /**
     * A reader that fills the outcomes.
     *
     * @param parameters tell the data type and the dimension that vectors must have
     * @param cacheFill takes the vectors too
     */
    public ResultFiles(final Outcomes outcomes, final EmbeddingParameters parameters, final CacheFill cacheFill) {
        this.outcomes = outcomes;
        this.decoder = new EmbeddingLineDecoder(parameters.dataType());
        this.dimension = parameters.dimension() != null ? parameters.dimension() : VoyageModel.ofName(parameters.model()).map(VoyageModel::defaultDimension).orElse(UNKNOWN);
        this.cacheFill = cacheFill;
    }

    /**
     * Reads one file to its end.
     *
     * @param name of the file, for messages
     */
    public void read(final String name, final InputStream file) throws IOException {
        final LineReader reader = new LineReader(file);
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
     * Ends reading.
     */
    public ResultTally complete() throws IOException {
        outcomes.complete();
        cacheFill.complete();
        return new ResultTally(lines, repeated, malformed, firstMalformed, foreign, tokens);
    }

    private void add(final ResultLine line) throws IOException {
        final Optional<EmbeddingKey> key = EmbeddingKey.ofText(line.customId());
        if (key.isEmpty()) {
            foreign++;
            tokens += line.tokens();
            return;
        }

        if (outcomes.contains(key.get())) {
            repeated++;
        }
        final Outcome outcome = outcome(line);
        if (outcomes.add(key.get(), outcome)) {
            tokens += line.tokens();
            if (outcome.embedding() != null) {
                cacheFill.add(key.get(), outcome.embedding(), line.tokens());
            }
        }
    }

    // the request was answered and billed, so its row must not be taken for one that never ran
    private void addUnreadable(final MalformedLineException malformed) throws IOException {
        final Optional<EmbeddingKey> key = EmbeddingKey.ofText(malformed.customId());
        if (key.isPresent()) {
            outcomes.add(key.get(), Outcome.refused(new RowError("unreadable_result", malformed.getMessage())));
        }
    }

    private Outcome outcome(final ResultLine line) {
        final Embedding embedding = line.embedding();
        if (embedding == null) {
            return Outcome.refused(line.error());
        }

        if (dimension == UNKNOWN) {
            dimension = embedding.dimension();
        }
        if (embedding.dimension() != dimension) {
            return Outcome.refused(new RowError("invalid_embedding", "The vector has %d dimensions instead of %d".formatted(embedding.dimension(), dimension)));
        }

        return Outcome.of(embedding, line.decimals());
    }
}
