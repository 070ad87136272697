/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.model;

import dev.nifivoyage.local.VoyageLocalOptions;
import dev.nifivoyage.processors.LoggedWarnings;
import dev.nifivoyage.processors.batch.CreateBatchEmbedding;
import dev.nifivoyage.processors.batch.LentCache;
import dev.nifivoyage.processors.batch.VoyageTestEnvironment;
import dev.nifivoyage.processors.gesture.LoadGestureLibrary;
import dev.nifivoyage.processors.gesture.MatchGesture;
import dev.nifivoyage.processors.gesture.match.MatchProperties;
import dev.nifivoyage.processors.property.EmbeddingProperties;
import dev.nifivoyage.processors.realtime.CreateEmbedding;
import dev.nifivoyage.service.cache.EhcacheEmbeddingCacheService;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.processor.Processor;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ModelRetirementTest {

    @Test
    void announcesAndThenReportsTheRetirement() {
        final ModelRetirement retirement = ModelRetirement.ofName("voyage-3.5").orElseThrow();
        assertEquals(
                "Model voyage-3.5 will be retired on December 1, 2027: Voyage will then reject its requests. Change to voyage-4 before, and embed all texts again, "
                        + "because the vectors of the two models cannot be compared",
                retirement.message(LocalDate.of(2027, 11, 30)));
        assertEquals(
                "Model voyage-3.5 was retired on December 1, 2027: Voyage rejects its requests. Change to voyage-4, and embed all texts again, "
                        + "because the vectors of the two models cannot be compared",
                retirement.message(LocalDate.of(2027, 12, 1)));
    }

    @ParameterizedTest
    @EnumSource(ModelRetirement.class)
    void noModelIsReplacedByOneThatIsRetiredToo(final ModelRetirement retirement) {
        assertTrue(ModelRetirement.ofName(retirement.successorName()).isEmpty());
        assertTrue(VoyageModel.ofName(retirement.modelName()).isPresent());
    }

    static Stream<PropertyDescriptor> modelProperties() {
        return Stream.of(EmbeddingProperties.EMBEDDINGS_MODEL, MatchProperties.EMBEDDINGS_MODEL);
    }

    @ParameterizedTest
    @MethodSource("modelProperties")
    void thePropertyNamesTheModels(final PropertyDescriptor property) {
        assertTrue(
                property.getDescription()
                        .endsWith(
                                "Voyage retires voyage-3-large, voyage-3.5, voyage-3.5-lite, voyage-code-2 on December 1, 2027. Voyage retires voyage-code-3 on "
                                        + "February 13, 2028."),
                property.getDescription());
    }

    @ParameterizedTest
    @EnumSource(ModelRetirement.class)
    void thePageOnCostsNamesTheModel(final ModelRetirement retirement) throws Exception {
        try (InputStream page = ModelRetirementTest.class.getResourceAsStream("/docs/cost.md")) {
            final String record =
                    "| %s | %s | %s |".formatted(retirement.modelName(), retirement.date(), retirement.successorName());
            assertTrue(new String(page.readAllBytes(), StandardCharsets.UTF_8).contains(record), record);
        }
    }

    static Stream<Processor> processors() {
        return Stream.of(
                new CreateEmbedding(), new CreateBatchEmbedding(), new LoadGestureLibrary(), new MatchGesture());
    }

    @ParameterizedTest
    @MethodSource("processors")
    void aProcessorWarnsWhenItIsStarted(final Processor processor) throws Exception {
        final EhcacheEmbeddingCacheService cache = LentCache.open();
        try (VoyageTestEnvironment flow = new VoyageTestEnvironment(new VoyageLocalOptions())) {
            final TestRunner runner = flow.withRecords(processor);
            if (processor instanceof MatchGesture) {
                runner.setProperty(MatchProperties.LIBRARY_READER, "reader");
                runner.setProperty(MatchProperties.LIBRARY, """
                    {"label":"a","text":"b"}""");
            }
            if (processor instanceof LoadGestureLibrary) {
                LentCache.lend(cache, runner);
            }
            runner.setProperty(EmbeddingProperties.EMBEDDINGS_MODEL, "voyage-4");
            runner.run(2);
            assertEquals(List.of(), LoggedWarnings.of(runner));

            runner.setProperty(EmbeddingProperties.EMBEDDINGS_MODEL, "voyage-code-3");
            runner.run(2);
            assertEquals(ModelRetirement.VOYAGE_CODE_3.message(LocalDate.now()), LoggedWarnings.only(runner));
        } finally {
            cache.onDisabled();
        }
    }
}
