/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result.line;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.nifivoyage.processors.attribute.ErrorCode;
import dev.nifivoyage.processors.record.RecordError;
import dev.nifivoyage.processors.response.DocumentVectors;
import dev.nifivoyage.service.api.embedding.Embedding;
import dev.nifivoyage.service.api.embedding.EmbeddingDataType;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Decodes lines of {@code /v1/contextualizedembeddings} jobs. {@code data} contains one document, whose own
 * {@code data} contains its chunks, each with its {@code index} and, if Voyage split the document, its {@code text}.
 * Chunks are sorted by their indexes, which need not begin with 0.
 */
public final class DocumentLineDecoder implements LineDecoder<DocumentVectors> {
    private final VectorReader vectors;
    private final ResultLineParser line = new ResultLineParser(this::readDocuments);

    // of the line being decoded
    private int documents;
    private final List<Chunk> chunks = new ArrayList<>();
    private String badVector;

    public DocumentLineDecoder(final EmbeddingDataType dataType) {
        this.vectors = new VectorReader(dataType);
    }

    @Override
    public ResultLine<DocumentVectors> decode(final byte[] bytes, final int start, final int limit)
            throws MalformedLineException {
        read(vectors.parser(bytes, start, limit));
        if (vectors.hasUnreadCuts()) {
            read(vectors.wholeParser(bytes, start));
        }
        if (!line.isCompleted()) {
            return ResultLine.failed(line.customId(), line.error(), 0);
        }

        final Optional<String> reason = line.invalid().or(this::findInvalid);
        if (reason.isPresent()) {
            return ResultLine.failed(
                    line.customId(), new RecordError(ErrorCode.INVALID_EMBEDDING, reason.get()), line.tokens());
        }

        final List<Embedding> embeddings = chunks.stream().map(Chunk::embedding).toList();
        final List<String> texts =
                chunks.stream().map(Chunk::text).filter(Objects::nonNull).toList();
        return ResultLine.succeeded(line.customId(), new DocumentVectors(embeddings, texts), line.tokens());
    }

    @Override
    public int end() {
        return vectors.end();
    }

    private void read(final JsonParser parser) throws MalformedLineException {
        documents = 0;
        chunks.clear();
        badVector = null;
        line.read(parser);
    }

    private Optional<String> findInvalid() {
        if (documents != 1 || chunks.isEmpty()) {
            return Optional.of("The response contains %d documents with %d vectors instead of one document"
                    .formatted(documents, chunks.size()));
        }
        if (chunks.stream().anyMatch(chunk -> chunk.index() == null)) {
            return Optional.of("The response contains a vector without an index");
        }

        chunks.sort(Comparator.comparing(Chunk::index));
        final long first = chunks.getFirst().index();
        for (int i = 0; i < chunks.size(); i++) {
            if (chunks.get(i).index() != first + i) {
                return Optional.of("The indexes of the %d vectors in the response have gaps or duplicates"
                        .formatted(chunks.size()));
            }
        }

        final long texts = chunks.stream().filter(chunk -> chunk.text() != null).count();
        return texts == 0 || texts == chunks.size()
                ? Optional.empty()
                : Optional.of("Only %d of the %d chunks in the response have a text".formatted(texts, chunks.size()));
    }

    private Optional<String> readDocuments(final JsonParser parser) throws IOException {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                parser.skipChildren();
                continue;
            }
            documents++;
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                final boolean isData = "data".equals(parser.currentName());
                if (isData && parser.nextToken() == JsonToken.START_ARRAY) {
                    readChunks(parser);
                } else if (!isData) {
                    parser.nextToken();
                    parser.skipChildren();
                } else {
                    parser.skipChildren();
                }
            }
        }

        return Optional.ofNullable(badVector);
    }

    private void readChunks(final JsonParser parser) throws IOException {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() == JsonToken.START_OBJECT) {
                readChunk(parser);
            } else {
                parser.skipChildren();
            }
        }
    }

    private void readChunk(final JsonParser parser) throws IOException {
        Embedding embedding = null;
        Long index = null;
        String text = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            final String field = parser.currentName();
            parser.nextToken();
            switch (field) {
                case "embedding" -> embedding = readVector(parser);
                case "index" ->
                    index = parser.currentToken() == JsonToken.VALUE_NUMBER_INT ? parser.getLongValue() : null;
                case "text" -> text = parser.getValueAsString();
                default -> {
                    // other fields are skipped
                }
            }
            // also a list or object where a scalar is expected
            parser.skipChildren();
        }
        if (embedding != null) {
            chunks.add(new Chunk(index, embedding, text));
        } else if (badVector == null) {
            badVector = "The response contains a chunk without a vector";
        }
    }

    private Embedding readVector(final JsonParser parser) throws IOException {
        try {
            return vectors.read(parser);
        } catch (final MalformedLineException e) {
            badVector = e.getMessage();
            return null;
        }
    }

    private record Chunk(Long index, Embedding embedding, String text) {}
}
