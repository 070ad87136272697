/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.request;

import dev.nifivoyage.local.model.ModelKind;
import dev.nifivoyage.local.model.VoyageModels;
import dev.nifivoyage.processors.model.VoyageModel;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

class RequestLimitsTest {

    @ParameterizedTest
    @EnumSource(VoyageModel.class)
    void agreesWithTheServer(final VoyageModel model) {
        final int tokens = VoyageModels.find(ModelKind.TEXT, model.modelName())
                .or(() -> VoyageModels.find(ModelKind.CONTEXTUALIZED, model.modelName()))
                .or(() -> VoyageModels.find(ModelKind.MULTIMODAL, model.modelName()))
                .orElseThrow()
                .requestTokens();
        assertEquals(tokens, RequestLimits.of(model.modelName(), 1_000).tokens());
    }

    @ParameterizedTest
    @CsvSource({"voyage-4-lite,1000000", "voyage-4,320000", "voyage-4-large,120000", "voyage-9,120000"})
    void knowsTheTokensOfAModel(final String model, final long tokens) {
        assertEquals(new RequestLimits(10, tokens, Long.MAX_VALUE), RequestLimits.of(model, 10));
    }
}
