/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result.line;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.nifivoyage.processors.attribute.ErrorCode;
import dev.nifivoyage.processors.record.RecordError;
import dev.nifivoyage.processors.response.Ranking;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Decodes lines of {@code /v1/rerank} jobs. {@code data} contains an object with {@code index},
 * {@code relevance_score}, and optionally {@code document} for each ranked document.
 */
public final class RankingLineDecoder implements LineDecoder<Ranking> {
    private static final JsonFactory JSON = new JsonFactory();

    private final ResultLineParser line = new ResultLineParser(this::readData);

    // of the line being decoded
    private final List<Ranking.Ranked> documents = new ArrayList<>();
    private int end;

    @Override
    public ResultLine<Ranking> decode(final byte[] bytes, final int start, final int limit)
            throws MalformedLineException {
        end = start;
        while (end < limit && bytes[end] != '\n') {
            end++;
        }
        documents.clear();
        line.read(parser(bytes, start, end - start));
        if (!line.isCompleted()) {
            return ResultLine.failed(line.customId(), line.error(), 0);
        }

        final Optional<String> reason = line.invalid().or(this::findInvalid);
        if (reason.isPresent()) {
            return ResultLine.failed(
                    line.customId(), new RecordError(ErrorCode.INVALID_RANKING, reason.get()), line.tokens());
        }

        documents.sort(Comparator.comparingDouble(Ranking.Ranked::score).reversed());
        return ResultLine.succeeded(line.customId(), new Ranking(List.copyOf(documents)), line.tokens());
    }

    @Override
    public int end() {
        return end;
    }

    private static JsonParser parser(final byte[] bytes, final int offset, final int length)
            throws MalformedLineException {
        try {
            return JSON.createParser(bytes, offset, length);
        } catch (final IOException e) {
            throw new MalformedLineException("Failed to decode the result line", e);
        }
    }

    private Optional<String> findInvalid() {
        if (documents.isEmpty()) {
            return Optional.of("The response contains no ranked documents");
        }

        final long distinct =
                documents.stream().mapToLong(Ranking.Ranked::index).distinct().count();
        return distinct == documents.size() ? Optional.empty() : Optional.of("The response ranks a document twice");
    }

    private Optional<String> readData(final JsonParser parser) throws IOException {
        Optional<String> invalid = Optional.empty();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() != JsonToken.START_OBJECT || !readDocument(parser)) {
                parser.skipChildren();
                invalid = Optional.of("The response contains a document without an index or a score");
            }
        }

        return invalid;
    }

    // returns whether the object is a ranked document, and reads it to its end in any case
    private boolean readDocument(final JsonParser parser) throws IOException {
        Long index = null;
        Double score = null;
        String text = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            final String field = parser.currentName();
            final JsonToken value = parser.nextToken();
            switch (field) {
                case "index" -> index = value == JsonToken.VALUE_NUMBER_INT ? parser.getLongValue() : null;
                case "relevance_score" -> score = value.isNumeric() ? parser.getDoubleValue() : null;
                case "document" -> text = value == JsonToken.VALUE_STRING ? parser.getText() : null;
                default -> {
                    // other fields are skipped
                }
            }
            parser.skipChildren();
        }
        if (index == null || score == null || !Double.isFinite(score)) {
            return false;
        }

        documents.add(new Ranking.Ranked(index, score, text));
        return true;
    }
}
