/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.endpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nifivoyage.local.media.ContentPart;
import dev.nifivoyage.local.model.ModelKind;
import dev.nifivoyage.local.model.VoyageModel;
import dev.nifivoyage.local.vector.ByteSink;
import dev.nifivoyage.local.vector.MultimodalVectors;
import dev.nifivoyage.local.vector.VectorEncoding;
import dev.nifivoyage.local.vector.VectorModel;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * {@code POST /v1/multimodalembeddings}, which has no batches. Source: Voyage's reference of the multimodal embeddings
 * API.
 */
final class MultimodalEmbeddingsEndpoint implements Endpoint {

    /** {@code output_encoding} is the name in the reference, {@code encoding_format} that of the Python client. */
    private static final Set<String> KNOWN = Set.of(
            "inputs",
            "model",
            "input_type",
            "truncation",
            "output_dimension",
            "output_dtype",
            "output_encoding",
            "encoding_format");

    private final VectorModel vectors;
    private final MultimodalVectors multimodalVectors;
    private final VectorEncoding encoding;

    MultimodalEmbeddingsEndpoint(final VectorModel vectors, final VectorEncoding encoding) {
        this.vectors = vectors;
        this.multimodalVectors = new MultimodalVectors(vectors);
        this.encoding = encoding;
    }

    @Override
    public String path() {
        return "/v1/multimodalembeddings";
    }

    @Override
    public boolean isBatchable() {
        return false;
    }

    @Override
    public Set<String> dataFields() {
        return Set.of("inputs");
    }

    @Override
    public VoyageModel checkParameters(final ObjectNode request) {
        final Parameters parameters = new Parameters(request);
        parameters.onlyKnown(KNOWN);
        final VoyageModel model = parameters.model(ModelKind.MULTIMODAL);
        vectorParameters(parameters, model);
        parameters.flag("truncation", true);
        return model;
    }

    @Override
    public int countTexts(final ObjectNode request) {
        return request.path("inputs").size();
    }

    @Override
    public BilledUsage response(final ObjectNode request, final long firstIndex, final ByteSink sink) {
        final VoyageModel model = checkParameters(request);
        final Parameters parameters = new Parameters(request);
        final VectorParameters asked = vectorParameters(parameters, model);
        final ContentFitter fitter = new ContentFitter(model, parameters.flag("truncation", true), vectors);
        // of the two models, only the flexible one accepts videos
        final List<List<ContentSource>> inputs = new ContentParser(model.isFlexible()).parse(request.get("inputs"));
        final List<List<ContentPart>> fitting = new ArrayList<>(inputs.size());
        ContentUsage usage = ContentUsage.NONE;
        for (final List<ContentSource> input : inputs) {
            final List<ContentPart> parts =
                    input.stream().map(ContentSource::load).toList();
            final ContentFitter.Fitted fitted = fitter.fit(parts, "inputs[" + fitting.size() + "]");
            fitting.add(fitted.parts());
            usage = usage.plus(fitted.usage());
        }
        TokenLimit.check(model, usage.totalTokens());

        sink.write(ListFrame.START);
        for (int i = 0; i < fitting.size(); i++) {
            if (i > 0) {
                sink.write(',');
            }
            asked.write(
                    multimodalVectors.embed(model.name(), asked.prompt(), fitting.get(i), asked.dimension()),
                    encoding,
                    sink);
            sink.write(",\"index\":" + (firstIndex + i) + "}");
        }
        sink.write("],\"model\":\"" + model.name() + "\",\"usage\":" + usage.toJson() + "}");
        return new BilledUsage((int) usage.textTokens(), usage.pixels());
    }

    private static VectorParameters vectorParameters(final Parameters parameters, final VoyageModel model) {
        final boolean base64 = parameters.word("output_encoding", List.of("base64")) != null;
        final VectorParameters asked = VectorParameters.of(parameters, model);
        return base64 ? asked.inBase64() : asked;
    }
}
