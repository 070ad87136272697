/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The supported models, as of October 2026.
 */
public final class VoyageModels {

    private static final List<Integer> FLEXIBLE = List.of(256, 512, 1024, 2048);
    private static final Map<String, VoyageModel> MODELS = new LinkedHashMap<>();

    static {
        flexible("voyage-4-large", 120_000, true, true);
        flexible("voyage-4", 320_000, true, true);
        flexible("voyage-4-lite", 1_000_000, true, true);
        flexible("voyage-code-4", 320_000, false, true);
        flexible("voyage-3-large", 120_000, true, true);
        flexible("voyage-3.5", 320_000, true, true);
        flexible("voyage-3.5-lite", 1_000_000, true, true);
        flexible("voyage-code-3", 120_000, true, true);
        add(new VoyageModel("voyage-code-2", ModelKind.TEXT, List.of(1536), 1536, 16_000, 120_000, 0, true, true));
        add(new VoyageModel("voyage-finance-2", ModelKind.TEXT, List.of(1024), 1024, 32_000, 120_000, 0, false, false));
        add(new VoyageModel("voyage-law-2", ModelKind.TEXT, List.of(1024), 1024, 16_000, 120_000, 0, false, false));
        add(new VoyageModel(
                "voyage-context-4", ModelKind.CONTEXTUALIZED, FLEXIBLE, 1024, 32_000, 120_000, 0, false, true));
        add(new VoyageModel(
                "voyage-context-3", ModelKind.CONTEXTUALIZED, FLEXIBLE, 1024, 32_000, 120_000, 0, true, true));
        add(new VoyageModel(
                "voyage-multimodal-3.5", ModelKind.MULTIMODAL, FLEXIBLE, 1024, 32_000, 320_000, 0, false, false));
        add(new VoyageModel(
                "voyage-multimodal-3", ModelKind.MULTIMODAL, List.of(1024), 1024, 32_000, 320_000, 0, false, false));
        rerank("rerank-3", 32_000, 8_000, false, true);
        rerank("rerank-3-lite", 32_000, 8_000, false, true);
        rerank("rerank-2.5", 32_000, 8_000, true, true);
        rerank("rerank-2.5-lite", 32_000, 8_000, true, true);
        rerank("rerank-2", 16_000, 4_000, false, false);
        rerank("rerank-2-lite", 8_000, 2_000, false, false);
    }

    private VoyageModels() {}

    public static Optional<VoyageModel> find(final ModelKind kind, final String name) {
        return Optional.ofNullable(MODELS.get(name)).filter(model -> model.kind() == kind);
    }

    public static List<VoyageModel> ofKind(final ModelKind kind) {
        final List<VoyageModel> found = new ArrayList<>();
        for (final VoyageModel model : MODELS.values()) {
            if (model.kind() == kind) {
                found.add(model);
            }
        }
        return found;
    }

    private static void flexible(
            final String name,
            final int requestTokens,
            final boolean confirmedInBatches,
            final boolean allowedInBatches) {
        add(new VoyageModel(
                name, ModelKind.TEXT, FLEXIBLE, 1024, 32_000, requestTokens, 0, confirmedInBatches, allowedInBatches));
    }

    private static void rerank(
            final String name,
            final int contextLength,
            final int queryTokens,
            final boolean confirmedInBatches,
            final boolean allowedInBatches) {
        add(new VoyageModel(
                name,
                ModelKind.RERANK,
                List.of(),
                0,
                contextLength,
                600_000,
                queryTokens,
                confirmedInBatches,
                allowedInBatches));
    }

    private static void add(final VoyageModel model) {
        MODELS.put(model.name(), model);
    }
}
