/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.endpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nifivoyage.local.model.ModelKind;
import dev.nifivoyage.local.model.VoyageModel;
import dev.nifivoyage.local.vector.ByteSink;
import dev.nifivoyage.local.vector.VectorModel;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * {@code POST /v1/rerank}. Source: Voyage's reference of the reranker API.
 */
final class RerankEndpoint implements Endpoint {

    private static final Set<String> KNOWN =
            Set.of("query", "documents", "model", "top_k", "return_documents", "truncation");

    private final VectorModel vectors;

    RerankEndpoint(final VectorModel vectors) {
        this.vectors = vectors;
    }

    @Override
    public String path() {
        return "/v1/rerank";
    }

    @Override
    public Set<String> dataFields() {
        return Set.of("query", "documents");
    }

    @Override
    public VoyageModel checkParameters(final ObjectNode request) {
        final Parameters parameters = new Parameters(request);
        parameters.onlyKnown(KNOWN);
        final VoyageModel model = parameters.model(ModelKind.RERANK);
        parameters.number("top_k", 1, Integer.MAX_VALUE);
        parameters.flag("return_documents", false);
        parameters.flag("truncation", true);
        return model;
    }

    @Override
    public int countTexts(final ObjectNode request) {
        return request.path("documents").size();
    }

    @Override
    public BilledUsage response(final ObjectNode request, final long firstIndex, final ByteSink sink) {
        final VoyageModel model = checkParameters(request);
        final Parameters parameters = new Parameters(request);
        final boolean truncation = parameters.flag("truncation", true);
        final List<String> documents = TextList.read(request.get("documents"), "documents", TextList.MAXIMUM_ITEMS);
        final String query = fitting(
                model, TextList.text(request.get("query"), "query"), "The query", model.queryTokens(), truncation);
        final int queryTokens = vectors.countTokens(query);
        final List<String> fitting = new ArrayList<>(documents.size());
        long tokens = (long) queryTokens * documents.size();
        for (final String document : documents) {
            final String cut = fitting(
                    model,
                    document,
                    "Document " + fitting.size() + " with the query",
                    model.contextLength() - queryTokens,
                    truncation);
            fitting.add(cut);
            tokens += vectors.countTokens(cut);
        }
        TokenLimit.check(model, tokens);

        final List<Score> scores = new ArrayList<>(fitting.size());
        for (int i = 0; i < fitting.size(); i++) {
            scores.add(new Score(vectors.relevance(model.name(), query, fitting.get(i)), i));
        }
        scores.sort(Comparator.comparingDouble(Score::relevance).reversed().thenComparingInt(Score::index));
        final int kept = Math.min(
                scores.size(), parameters.number("top_k", 1, Integer.MAX_VALUE).orElse(scores.size()));
        final boolean returnDocuments = parameters.flag("return_documents", false);
        sink.write(ListFrame.START);
        for (int i = 0; i < kept; i++) {
            final Score score = scores.get(i);
            if (i > 0) {
                sink.write(',');
            }
            sink.write("""
                {"relevance_score":%s,"index":%s""".formatted(score.relevance(), firstIndex + score.index()));
            if (returnDocuments) {
                sink.write(",\"document\":");
                JsonText.write(documents.get(score.index()), sink);
            }
            sink.write('}');
        }
        sink.write(ListFrame.end(model, tokens));
        sink.write('}');
        return BilledUsage.ofTokens(tokens);
    }

    private String fitting(
            final VoyageModel model, final String text, final String what, final int limit, final boolean truncation) {
        final int count = vectors.countTokens(text);
        if (count <= limit) {
            return text;
        }
        if (!truncation) {
            throw TokenLimit.textTooLong(model, what, limit, count);
        }
        return vectors.truncate(text, limit);
    }

    private record Score(double relevance, int index) {}
}
