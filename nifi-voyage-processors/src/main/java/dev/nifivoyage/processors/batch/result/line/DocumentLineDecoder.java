/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result.line;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
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

/**
 * Decodes lines of {@code /v1/contextualizedembeddings} jobs: {@code data} holds one document, whose own {@code data} holds its chunks, each with its {@code index} and,
 * when Voyage cut the document, with its {@code text}. Chunks are put into the order of their indexes, which need not begin with 0.
 */
public final class DocumentLineDecoder implements LineDecoder<DocumentVectors> {
    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .build();

    private final VectorBuffer vectors;
    private final ResultLineParser envelope = new ResultLineParser(this::readDocuments);

    // of the line being decoded
    private int documents;
    private final List<Chunk> chunks = new ArrayList<>();
    private MalformedLineException badVector;

    public DocumentLineDecoder(final EmbeddingDataType dataType) {
        this.vectors = new VectorBuffer(dataType);
    }

    @Override
    public ResultLine<DocumentVectors> decode(final byte[] bytes, final int offset, final int length)
            throws MalformedLineException {
        documents = 0;
        chunks.clear();
        badVector = null;
        envelope.read(parser(bytes, offset, length));
        if (!envelope.isCompleted()) {
            return ResultLine.failed(envelope.customId(), envelope.error(), 0);
        }

        final String reason = envelope.badResponse() == null ? wrong() : envelope.badResponse();
        if (reason != null) {
            return ResultLine.failed(
                    envelope.customId(), new RecordError(ErrorCode.INVALID_EMBEDDING, reason), envelope.tokens());
        }

        final List<Embedding> embeddings = chunks.stream().map(Chunk::embedding).toList();
        final List<String> texts =
                chunks.stream().map(Chunk::text).filter(Objects::nonNull).toList();
        return ResultLine.completed(
                envelope.customId(), new DocumentVectors(embeddings, texts), null, envelope.tokens());
    }

    private static JsonParser parser(final byte[] bytes, final int offset, final int length)
            throws MalformedLineException {
        try {
            return JSON.createParser(bytes, offset, length);
        } catch (final IOException e) {
            throw new MalformedLineException("The line could not be decoded", e);
        }
    }

    private String wrong() {
        if (documents != 1 || chunks.isEmpty()) {
            return "The answer holds %d documents with %d vectors instead of one document"
                    .formatted(documents, chunks.size());
        }
        if (chunks.stream().anyMatch(chunk -> chunk.index() == null)) {
            return "The answer holds a vector without an index";
        }

        chunks.sort(Comparator.comparing(Chunk::index));
        final long first = chunks.getFirst().index();
        for (int i = 0; i < chunks.size(); i++) {
            if (chunks.get(i).index() != first + i) {
                return "The indexes of the answer's %d vectors have gaps or are repeated".formatted(chunks.size());
            }
        }

        final long texts = chunks.stream().filter(chunk -> chunk.text() != null).count();
        return texts == 0 || texts == chunks.size()
                ? null
                : "Only %d of the answer's %d chunks have a text".formatted(texts, chunks.size());
    }

    private MalformedLineException readDocuments(final JsonParser parser) throws IOException {
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

        return badVector;
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
                default -> parser.skipChildren();
            }
        }
        if (embedding != null) {
            chunks.add(new Chunk(index, embedding, text));
        } else if (badVector == null) {
            badVector = new MalformedLineException("A chunk of the answer has no vector");
        }
    }

    private Embedding readVector(final JsonParser parser) throws IOException {
        try {
            return vectors.readToEnd(parser);
        } catch (final MalformedLineException e) {
            badVector = e;
            return null;
        }
    }

    private record Chunk(Long index, Embedding embedding, String text) {}
}
