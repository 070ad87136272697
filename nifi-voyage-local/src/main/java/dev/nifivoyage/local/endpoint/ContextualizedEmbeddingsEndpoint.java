/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nifivoyage.local.model.ModelKind;
import dev.nifivoyage.local.model.VoyageModel;
import dev.nifivoyage.local.vector.ByteSink;
import dev.nifivoyage.local.vector.VectorEncoding;
import dev.nifivoyage.local.vector.VectorModel;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * {@code POST /v1/contextualizedembeddings}. Source: Voyage's reference of the contextualized chunk embeddings API.
 */
final class ContextualizedEmbeddingsEndpoint implements Endpoint {

    private static final int MAXIMUM_CHUNKS = 16_000;
    private static final int AUTO_CHUNKED_DOCUMENT_TOKENS = 120_000;
    private static final Set<String> KNOWN = Set.of(
            "inputs",
            "model",
            "input_type",
            "output_dimension",
            "output_dtype",
            "encoding_format",
            "enable_auto_chunking",
            "chunk_size",
            "chunk_overlap");

    private final VectorModel vectors;
    private final VectorEncoding encoding;

    ContextualizedEmbeddingsEndpoint(final VectorModel vectors, final VectorEncoding encoding) {
        this.vectors = vectors;
        this.encoding = encoding;
    }

    @Override
    public String path() {
        return "/v1/contextualizedembeddings";
    }

    @Override
    public Set<String> dataFields() {
        return Set.of("inputs");
    }

    @Override
    public VoyageModel checkParameters(final ObjectNode request) {
        final Parameters parameters = new Parameters(request);
        parameters.onlyKnown(KNOWN);
        final VoyageModel model = parameters.model(ModelKind.CONTEXTUALIZED);
        final VectorParameters asked = VectorParameters.of(parameters, model);
        AutoChunking.of(parameters, asked.inputType());
        return model;
    }

    @Override
    public int countTexts(final ObjectNode request) {
        int texts = 0;
        for (final JsonNode document : request.path("inputs")) {
            texts += document.isTextual() ? 1 : document.size();
        }
        return texts;
    }

    @Override
    public BilledUsage response(final ObjectNode request, final long firstIndex, final ByteSink sink) {
        final VoyageModel model = checkParameters(request);
        final Parameters parameters = new Parameters(request);
        final VectorParameters asked = VectorParameters.of(parameters, model);
        final AutoChunking chunking = AutoChunking.of(parameters, asked.inputType());
        final List<List<String>> documents = documents(request.get("inputs"), asked, chunking.enabled());
        final int documentLimit = chunking.enabled() && model.name().equals("voyage-context-4")
                ? AUTO_CHUNKED_DOCUMENT_TOKENS
                : model.contextLength();
        long tokens = 0;
        for (final List<String> document : documents) {
            int documentTokens = 0;
            for (final String chunk : document) {
                documentTokens += vectors.countTokens(chunk);
            }
            if (documentTokens > documentLimit) {
                throw TokenLimit.textTooLong(model, "A list of 'inputs'", documentLimit, documentTokens);
            }
            tokens += documentTokens;
        }
        TokenLimit.check(model, tokens);

        sink.write(ListFrame.START);
        for (int i = 0; i < documents.size(); i++) {
            final List<String> chunks =
                    chunking.enabled() ? chunking.split(documents.get(i).getFirst(), vectors) : documents.get(i);
            if (i > 0) {
                sink.write(',');
            }
            sink.write(ListFrame.START);
            writeChunks(chunks, asked, model, chunking.enabled(), sink);
            sink.write("],\"index\":" + (firstIndex + i) + "}");
        }
        sink.write(ListFrame.end(model, tokens));
        sink.write(chunking.enabled() ? ",\"chunker_version\":\"1.0.0\"}" : "}");
        return BilledUsage.ofTokens(tokens);
    }

    private void writeChunks(
            final List<String> chunks,
            final VectorParameters asked,
            final VoyageModel model,
            final boolean withText,
            final ByteSink sink) {
        final List<float[]> embeddings = vectors.embedChunks(model.name(), asked.prompt(), chunks, asked.dimension());
        for (int i = 0; i < embeddings.size(); i++) {
            if (i > 0) {
                sink.write(',');
            }
            asked.write(embeddings.get(i), encoding, sink);
            sink.write(",\"index\":" + i);
            if (withText) {
                sink.write(",\"text\":");
                JsonText.write(chunks.get(i), sink);
            }
            sink.write('}');
        }
    }

    private static List<List<String>> documents(
            final JsonNode inputs, final VectorParameters asked, final boolean autoChunking) {
        if (inputs == null || !inputs.isArray() || inputs.isEmpty()) {
            throw Parameters.rejected(
                    "Argument 'inputs' is required and must be a list of lists of strings that is not empty");
        }
        if (inputs.size() > TextList.MAXIMUM_ITEMS) {
            throw Parameters.rejected("Argument 'inputs' has " + inputs.size() + " items, but the max allowed is "
                    + TextList.MAXIMUM_ITEMS);
        }
        final boolean query = "query".equals(asked.inputType());
        final List<List<String>> documents = new ArrayList<>(inputs.size());
        int chunks = 0;
        for (final JsonNode input : inputs) {
            if (input.isTextual() && !query && !autoChunking) {
                throw Parameters.rejected(
                        "Argument 'inputs' may be a list of strings only with input_type 'query' or with enable_auto_chunking");
            }
            final List<String> document = input.isTextual()
                    ? List.of(TextList.text(input, "inputs"))
                    : TextList.read(input, "inputs", MAXIMUM_CHUNKS);
            if (document.size() > 1 && (query || autoChunking)) {
                throw Parameters.rejected("Each list of 'inputs' must hold one string with "
                        + (query ? "input_type 'query'" : "enable_auto_chunking"));
            }
            chunks += document.size();
            documents.add(document);
        }
        if (chunks > MAXIMUM_CHUNKS) {
            throw Parameters.rejected(
                    "Argument 'inputs' has " + chunks + " chunks, but the max allowed is " + MAXIMUM_CHUNKS);
        }
        return documents;
    }
}
