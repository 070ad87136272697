/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.request;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.nifivoyage.processors.attribute.ErrorCode;
import dev.nifivoyage.processors.record.InputRecord;
import dev.nifivoyage.processors.record.RecordError;
import dev.nifivoyage.processors.record.path.RecordText;
import dev.nifivoyage.service.api.BatchEndpoint;
import dev.nifivoyage.service.api.embedding.RequestKey;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Creates the requests of documents: one document in a request, because a vector depends on all chunks of its document
 * and on nothing else. Source of the limits: Voyage's reference of {@code POST /v1/contextualizedembeddings}.
 */
final class DocumentRequests {
    /** Maximum number of chunks in a request. */
    static final int MAXIMUM_CHUNKS = 16_000;

    private static final int MAXIMUM_TOKENS = 32_000;
    /** For a request, and for a document that voyage-context-4 splits. */
    private static final int MAXIMUM_TOKENS_CHUNKED_BY_VOYAGE = 120_000;

    private static final String MODEL_THAT_CHUNKS = "voyage-context-4";

    private final RequestKey.Deriver keys;
    private final String chunking;
    private final int maximumTokens;

    DocumentRequests(final ContextualizedParameters parameters) {
        this.keys = RequestKey.deriver(BatchEndpoint.CONTEXTUALIZED_EMBEDDINGS.path(), parameters.embedding());
        this.chunking = parameters.chunking();
        this.maximumTokens = parameters.isChunkedByVoyage() && MODEL_THAT_CHUNKS.equals(parameters.model())
                ? MAXIMUM_TOKENS_CHUNKED_BY_VOYAGE
                : MAXIMUM_TOKENS;
    }

    /**
     * Returns the request of a document with at least one chunk. Empty chunks are skipped, unless all are empty.
     *
     * @param name name of the document for messages
     */
    RecordRequest of(final List<InputRecord> records, final String name, final List<RecordText> chunks) {
        if (chunks.size() > MAXIMUM_CHUNKS) {
            return new RecordRequest.Unusable(records, tooManyChunks(name));
        }

        final boolean isEmpty = chunks.stream().allMatch(RecordText::isEmpty);
        final List<String> texts = new ArrayList<>(chunks.size());
        long bytes = 0;
        for (int i = 0; i < chunks.size(); i++) {
            final RecordText chunk = chunks.get(i);
            if (!chunk.isUsable() && (isEmpty || !chunk.isEmpty())) {
                return new RecordRequest.Unusable(
                        records,
                        new RecordError(
                                chunk.unusable().code(),
                                "Chunk %d of %s cannot be embedded: %s"
                                        .formatted(i + 1, name, chunk.unusable().message())));
            }
            if (chunk.isUsable()) {
                texts.add(chunk.text());
                bytes += TokenEstimate.bytes(chunk.text());
            }
        }
        if (isTooLong(bytes)) {
            return new RecordRequest.Unusable(records, tooLong(name));
        }

        return new RecordRequest.Usable(
                records, keys.ofDocument(chunking, texts), new DocumentBody(texts), chunks.size() - texts.size());
    }

    boolean isTooLong(final long bytes) {
        return TokenEstimate.fewestOfBytes(bytes) > maximumTokens;
    }

    RecordError tooLong(final String name) {
        return new RecordError(
                ErrorCode.DOCUMENT_TOO_LONG,
                "%s has more than the %d tokens that Voyage accepts in a document. Split it into several documents"
                        .formatted(name, maximumTokens));
    }

    static RecordError tooManyChunks(final String name) {
        return new RecordError(
                ErrorCode.TOO_MANY_CHUNKS,
                "%s has more than the %d chunks that Voyage accepts in a request. Use larger chunks, or split it into several documents"
                        .formatted(name, MAXIMUM_CHUNKS));
    }

    /**
     * {@code {"inputs":[["…","…"]]}}.
     */
    private record DocumentBody(List<String> chunks) implements RequestBody {

        @Override
        public void write(final JsonGenerator generator) throws IOException {
            generator.writeArrayFieldStart("inputs");
            generator.writeStartArray();
            for (final String chunk : chunks) {
                generator.writeString(chunk);
            }
            generator.writeEndArray();
            generator.writeEndArray();
        }

        @Override
        public int textCount() {
            return chunks.size();
        }

        @Override
        public long estimatedTokens() {
            return chunks.stream().mapToLong(TokenEstimate::ofText).sum();
        }
    }
}
