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
 * {@code POST /v1/embeddings}. Source: Voyage's reference of the text embeddings API.
 */
final class EmbeddingsEndpoint implements Endpoint {

    private static final Set<String> KNOWN =
            Set.of("input", "model", "input_type", "truncation", "output_dimension", "output_dtype", "encoding_format");

    private final VectorModel vectors;
    private final VectorEncoding encoding;

    EmbeddingsEndpoint(final VectorModel vectors, final VectorEncoding encoding) {
        this.vectors = vectors;
        this.encoding = encoding;
    }

    @Override
    public String path() {
        return "/v1/embeddings";
    }

    @Override
    public Set<String> dataFields() {
        return Set.of("input");
    }

    @Override
    public VoyageModel checkParameters(final ObjectNode request) {
        final Parameters parameters = new Parameters(request);
        parameters.onlyKnown(KNOWN);
        final VoyageModel model = parameters.model(ModelKind.TEXT);
        VectorParameters.of(parameters, model);
        parameters.flag("truncation", true);
        return model;
    }

    @Override
    public int countTexts(final ObjectNode request) {
        final JsonNode input = request.path("input");
        return input.isTextual() ? 1 : input.size();
    }

    @Override
    public BilledUsage response(final ObjectNode request, final long firstIndex, final ByteSink sink) {
        final VoyageModel model = checkParameters(request);
        final Parameters parameters = new Parameters(request);
        final VectorParameters asked = VectorParameters.of(parameters, model);
        final boolean truncation = parameters.flag("truncation", true);
        final JsonNode input = request.get("input");
        final List<String> texts = input != null && input.isTextual()
                ? List.of(TextList.text(input, "input"))
                : TextList.read(input, "input", TextList.MAXIMUM_ITEMS);
        final List<String> fitting = new ArrayList<>(texts.size());
        long tokens = 0;
        for (final String text : texts) {
            final int count = vectors.countTokens(text);
            if (count > model.contextLength() && !truncation) {
                throw TokenLimit.textTooLong(
                        model, "Text " + fitting.size() + " of 'input'", model.contextLength(), count);
            }
            fitting.add(count > model.contextLength() ? vectors.truncate(text, model.contextLength()) : text);
            tokens += Math.min(count, model.contextLength());
        }
        TokenLimit.check(model, tokens);

        sink.write(ListFrame.START);
        for (int i = 0; i < fitting.size(); i++) {
            if (i > 0) {
                sink.write(',');
            }
            asked.write(vectors.embed(model.name(), asked.prompt(), fitting.get(i), asked.dimension()), encoding, sink);
            sink.write(",\"index\":" + (firstIndex + i) + "}");
        }
        sink.write(ListFrame.end(model, tokens));
        sink.write('}');
        return BilledUsage.ofTokens(tokens);
    }
}
