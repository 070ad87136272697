/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.realtime;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nifivoyage.local.VoyageLocalOptions;
import dev.nifivoyage.local.fault.Fault;
import dev.nifivoyage.local.fault.TextRejections;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.batch.LentCache;
import dev.nifivoyage.processors.batch.Records;
import dev.nifivoyage.processors.batch.VoyageTestEnvironment;
import dev.nifivoyage.processors.property.EmbeddingProperties;
import dev.nifivoyage.service.cache.EhcacheEmbeddingCacheService;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A text that Voyage rejects fails its own record, whatever the rejection says of it; an error of the whole request
 * fails the FlowFile.
 */
class RejectedInputsTest {
    /** Of each text, as it has six words and a number. */
    private static final long TOKENS = 8;

    @RegisterExtension
    final VoyageTestEnvironment flow = new VoyageTestEnvironment(new VoyageLocalOptions());

    private TestRunner runner;

    @BeforeEach
    void start() throws Exception {
        runner = flow.withRecords(new CreateEmbedding());
        runner.setProperty(EmbeddingProperties.DIMENSIONS, "256");
    }

    @ParameterizedTest
    @CsvSource({"NONE, 400", "TEXT, 400", "LOC, 400", "NONE, 422", "TEXT, 422", "LOC, 422"})
    void aRejectedTextFailsItsOwnRecord(final TextRejections.Place place, final int status) throws Exception {
        reject(place, status);
        run(Records.of("one", "a forbidden text", "three"));

        assertEquals(Set.of(0, 2), ids(CreateEmbedding.SUCCESS));
        Records.assertOwnVectors(
                Records.read(runner.getFlowFilesForRelationship(CreateEmbedding.SUCCESS)), "voyage-4", 256);
        final JsonNode error = Records.read(runner.getFlowFilesForRelationship(CreateEmbedding.REJECTED))
                .getFirst();
        assertEquals(1, error.path("id").asInt());
        assertEquals("http_" + status, error.path("error").path("code").asText());
        assertTrue(error.path("error").path("message").asText().contains("The text breaks a rule"), error::toString);
        final MockFlowFile original =
                runner.getFlowFilesForRelationship(CreateEmbedding.ORIGINAL).getFirst();
        original.assertAttributeEquals(VoyageAttributes.RECORDS_REJECTED, "1");
        original.assertAttributeEquals(
                VoyageAttributes.USAGE_TOKENS,
                Long.toString(flow.voyage().ledger().totals().realTimeTokens()));
    }

    // any number of them, anywhere; each other text is billed once
    @ParameterizedTest
    @EnumSource(TextRejections.Place.class)
    void anyRejectedTextsAreFound(final TextRejections.Place place) throws Exception {
        final Random random = new Random(place.ordinal());
        for (int round = 0; round < 25; round++) {
            final int texts = 2 + random.nextInt(60);
            final int rejected = random.nextInt(Math.max(1, texts / (1 + random.nextInt(12))));
            final Set<Integer> expected = new TreeSet<>();
            final String[] all = Records.numbered(texts);
            random.ints(rejected, 0, texts).forEach(expected::add);
            expected.forEach(id -> all[id] = "forbidden " + id);
            reject(place, 400);
            flow.voyage().ledger().reset();
            runner.clearTransferState();
            final String label = "%d of %d: %s".formatted(expected.size(), texts, expected);
            run(Records.of(all));

            assertEquals(expected, ids(CreateEmbedding.REJECTED), label);
            assertEquals(texts - expected.size(), ids(CreateEmbedding.SUCCESS).size(), label);
            assertEquals(
                    (texts - expected.size()) * TOKENS,
                    flow.voyage().ledger().totals().realTimeTokens(),
                    label);
        }
    }

    @Test
    void aFewRejectedTextsAmongAThousandTakeFewRequests() throws Exception {
        final String[] texts = Records.numbered(1_000);
        texts[123] = "forbidden one";
        texts[777] = "forbidden two";
        reject(TextRejections.Place.NONE, 400);
        run(Records.of(texts));

        assertEquals(Set.of(123, 777), ids(CreateEmbedding.REJECTED));
        assertEquals(998, ids(CreateEmbedding.SUCCESS).size());
        assertTrue(requests() < 50, () -> "requests: " + requests());
    }

    @ParameterizedTest
    @CsvSource({"2, NONE", "8, NONE", "9, NONE", "1000, NONE", "1000, TEXT", "1000, LOC"})
    void anErrorOfAllTextsFailsTheFlowFileAfterFewRequests(final int texts, final TextRejections.Place place)
            throws Exception {
        flow.voyage()
                .faults()
                .set(Fault.rejection("A performer")
                        .message("Something is wrong")
                        .place(place));
        runner.enqueue(Records.of(Records.numbered(texts)));
        runner.run();

        runner.assertAllFlowFilesTransferred(CreateEmbedding.FAILURE, 1);
        runner.getFlowFilesForRelationship(CreateEmbedding.FAILURE)
                .getFirst()
                .assertAttributeEquals(VoyageAttributes.ERROR_CODE, "400");
        assertTrue(requests() <= 30, () -> "requests: " + requests());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Model voyage-4 is not supported. Supported models are ['voyage-5'].",
                "Argument 'dimensions' is not supported by our API.",
                "Value 3 of argument 'output_dimension' is not supported by model voyage-4.",
                "body.input_type: Input should be 'query' or 'document'"
            })
    void anErrorOfTheRequestIsNotSearchedFor(final String detail) throws Exception {
        flow.voyage().faults().set(Fault.rejection("A performer").message(detail));
        runner.enqueue(Records.of(Records.numbered(20)));
        runner.run();

        runner.assertAllFlowFilesTransferred(CreateEmbedding.FAILURE, 1);
        assertEquals(1, requests());
    }

    @Test
    void aWrongPositionIsHarmless() throws Exception {
        // this server counts from 1, and says input[1] whatever it is
        flow.voyage().faults().set(Fault.rejection("forbidden").message("input[1] breaks a rule"));
        final String[] texts = Records.numbered(20);
        texts[13] = "forbidden";
        run(Records.of(texts));

        assertEquals(Set.of(13), ids(CreateEmbedding.REJECTED));
        assertEquals(19, ids(CreateEmbedding.SUCCESS).size());
        assertTrue(requests() < 15, () -> "requests: " + requests());
    }

    @Test
    void aRejectedTextAmongCachedTextsFailsItsOwnRecord() throws Exception {
        final EhcacheEmbeddingCacheService cache = LentCache.open();
        try {
            LentCache.lend(cache, runner);
            reject(TextRejections.Place.NONE, 400);
            for (int i = 0; i < 2; i++) {
                runner.clearTransferState();
                run(Records.of("one", "two", "forbidden"));
                assertEquals(Set.of(0, 1), ids(CreateEmbedding.SUCCESS));
                assertEquals(Set.of(2), ids(CreateEmbedding.REJECTED));
            }
        } finally {
            cache.onDisabled();
        }
    }

    private void reject(final TextRejections.Place place, final int status) {
        flow.voyage()
                .faults()
                .set(Fault.rejection("forbidden")
                        .status(status)
                        .message("The text breaks a rule")
                        .place(place));
    }

    private void run(final String content) {
        runner.enqueue(content);
        runner.run();
        assertEquals(List.of(), runner.getLogger().getErrorMessages(), "errors");
        runner.assertTransferCount(CreateEmbedding.ORIGINAL, 1);
    }

    private int requests() {
        return Math.toIntExact(flow.voyage().requests().total());
    }

    private Set<Integer> ids(final Relationship relationship) throws Exception {
        final Set<Integer> ids = new TreeSet<>();
        for (final JsonNode record : Records.read(runner.getFlowFilesForRelationship(relationship))) {
            assertTrue(ids.add(record.path("id").asInt()), () -> "twice: " + record);
        }
        return ids;
    }
}
