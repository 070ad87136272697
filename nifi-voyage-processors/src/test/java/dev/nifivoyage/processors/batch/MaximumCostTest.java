/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch;

import dev.nifivoyage.local.VoyageLocalOptions;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.batch.create.MaximumCostProperty;
import dev.nifivoyage.processors.batch.create.plan.JobLimitProperties;
import dev.nifivoyage.processors.model.JobCost;
import dev.nifivoyage.processors.property.EmbeddingProperties;
import dev.nifivoyage.processors.property.PriceProperty;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.math.BigDecimal;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The cost of a FlowFile is checked before anything is uploaded.
 */
class MaximumCostTest {
    private static final String UNKNOWN_MODEL = "voyage-of-tomorrow";

    @RegisterExtension
    final VoyageTestEnvironment flow = new VoyageTestEnvironment(new VoyageLocalOptions());

    @ParameterizedTest
    @EnumSource
    void anEmptyMaximumIsNoLimit(final Endpoint endpoint) throws Exception {
        final TestRunner create = endpoint.runner(flow);
        create.setProperty(MaximumCostProperty.MAXIMUM_COST, "");
        create.enqueue(endpoint.content);
        create.run();

        create.assertAllFlowFilesTransferred(CreateBatchEmbedding.SUBMITTED, 1);
    }

    @ParameterizedTest
    @EnumSource
    void estimatesOnlyWithMaximumZero(final Endpoint endpoint) throws Exception {
        final TestRunner create = endpoint.runner(flow);
        create.setProperty(MaximumCostProperty.MAXIMUM_COST, "0");
        create.enqueue(endpoint.content);
        create.run();

        create.assertAllFlowFilesTransferred(CreateBatchEmbedding.OVER_BUDGET, 1);
        create.getFlowFilesForRelationship(CreateBatchEmbedding.OVER_BUDGET)
                .getFirst()
                .assertAttributeExists(VoyageAttributes.COST_ESTIMATED);
        assertNothingSpent();
    }

    @ParameterizedTest
    @EnumSource
    void uploadsNothingAboveTheMaximum(final Endpoint endpoint) throws Exception {
        final TestRunner create = endpoint.runner(flow);
        create.setProperty(MaximumCostProperty.MAXIMUM_COST, "${budget}");
        create.enqueue(endpoint.content, Map.of("budget", "0.00000001"));
        create.run();

        create.assertAllFlowFilesTransferred(CreateBatchEmbedding.OVER_BUDGET, 1);
        final MockFlowFile rejected = create.getFlowFilesForRelationship(CreateBatchEmbedding.OVER_BUDGET)
                .getFirst();
        rejected.assertContentEquals(endpoint.content);
        final JobCost estimate =
                JobCost.of(endpoint.model, endpoint.estimatedTokens, null).orElseThrow();
        rejected.assertAttributeEquals(VoyageAttributes.ESTIMATED_TOKENS, Long.toString(endpoint.estimatedTokens));
        rejected.assertAttributeEquals(
                VoyageAttributes.COST_ESTIMATED, estimate.cost().toPlainString());
        rejected.assertAttributeEquals(
                VoyageAttributes.COST_ESTIMATED_REAL_TIME, estimate.realTime().toPlainString());
        rejected.assertAttributeEquals(VoyageAttributes.ERROR_CODE, "over_budget");
        assertTrue(
                rejected.getAttribute(VoyageAttributes.ERROR_MESSAGE)
                        .endsWith("more than the 0.00000001 of Maximum Cost"),
                () -> rejected.getAttribute(VoyageAttributes.ERROR_MESSAGE));
        assertNothingSpent();

        create.clearTransferState();
        create.enqueue(endpoint.content, Map.of("budget", estimate.cost().toPlainString()));
        create.run();
        create.assertAllFlowFilesTransferred(CreateBatchEmbedding.SUBMITTED, 1);
        final MockFlowFile submitted = create.getFlowFilesForRelationship(CreateBatchEmbedding.SUBMITTED)
                .getFirst();
        submitted.assertAttributeEquals(
                VoyageAttributes.COST_ESTIMATED, estimate.cost().toPlainString());
        submitted.assertAttributeEquals(
                VoyageAttributes.COST_ESTIMATED_REAL_TIME, estimate.realTime().toPlainString());
    }

    @Test
    void addsUpAllJobsOfAFlowFile() throws Exception {
        final TestRunner create = flow.create();
        create.setProperty(PriceProperty.PRICE, "1000000");
        create.setProperty(JobLimitProperties.MAXIMUM_REQUESTS, "1");
        // two tokens each
        create.setProperty(MaximumCostProperty.MAXIMUM_COST, "3.9");
        create.enqueue(Records.of("one a", "two b", "six c"));
        create.run();

        create.assertAllFlowFilesTransferred(CreateBatchEmbedding.OVER_BUDGET, 1);
        final MockFlowFile rejected = create.getFlowFilesForRelationship(CreateBatchEmbedding.OVER_BUDGET)
                .getFirst();
        assertEquals(
                0,
                new BigDecimal("4.02")
                        .compareTo(new BigDecimal(rejected.getAttribute(VoyageAttributes.COST_ESTIMATED))));
        assertEquals(
                0,
                new BigDecimal("6")
                        .compareTo(new BigDecimal(rejected.getAttribute(VoyageAttributes.COST_ESTIMATED_REAL_TIME))));
        rejected.assertAttributeEquals(VoyageAttributes.REQUESTS, "3");
        assertTrue(
                rejected.getAttribute(VoyageAttributes.ERROR_MESSAGE).contains("in 3 batch jobs"),
                () -> rejected.getAttribute(VoyageAttributes.ERROR_MESSAGE));
        assertNothingSpent();

        create.setProperty(MaximumCostProperty.MAXIMUM_COST, "4.02");
        VoyageTestEnvironment.move(create, rejected);
        create.clearTransferState();
        create.run();
        create.assertTransferCount(CreateBatchEmbedding.SUBMITTED, 3);
        for (final MockFlowFile slice : create.getFlowFilesForRelationship(CreateBatchEmbedding.SUBMITTED)) {
            assertEquals(
                    0,
                    new BigDecimal("1.34")
                            .compareTo(new BigDecimal(slice.getAttribute(VoyageAttributes.COST_ESTIMATED))));
            slice.assertAttributeNotExists(VoyageAttributes.ERROR_CODE);
        }
    }

    @Test
    void countsEqualTextsOnce() throws Exception {
        final TestRunner create = flow.create();
        create.setProperty(PriceProperty.PRICE, "1000000");
        create.setProperty(MaximumCostProperty.MAXIMUM_COST, "1.34");
        flow.submit(create, Records.of("one a", "one a", "one a"));
    }

    @Test
    void measuresWhatGoesToRealTimeAtItsPriceThere() throws Exception {
        final TestRunner create = flow.create();
        create.setProperty(PriceProperty.PRICE, "1000000");
        create.setProperty(JobLimitProperties.MINIMUM_BATCH_SIZE, "10");
        create.setProperty(MaximumCostProperty.MAXIMUM_COST, "1.99");
        create.enqueue(Records.of("one a"));
        create.run();
        create.assertAllFlowFilesTransferred(CreateBatchEmbedding.OVER_BUDGET, 1);

        create.clearTransferState();
        create.setProperty(MaximumCostProperty.MAXIMUM_COST, "2");
        create.enqueue(Records.of("one a"));
        create.run();
        create.assertAllFlowFilesTransferred(CreateBatchEmbedding.REAL_TIME, 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "much", "-1", "1e3"})
    void spendsNothingWhenTheMaximumIsNoAmount(final String budget) throws Exception {
        final TestRunner create = flow.create();
        create.setProperty(MaximumCostProperty.MAXIMUM_COST, "${budget}");
        create.enqueue(Records.of("a text"), Map.of("budget", budget));
        create.run();

        create.assertAllFlowFilesTransferred(CreateBatchEmbedding.FAILURE, 1);
        final MockFlowFile rejected =
                create.getFlowFilesForRelationship(CreateBatchEmbedding.FAILURE).getFirst();
        rejected.assertAttributeEquals(VoyageAttributes.ERROR_CODE, "invalid_maximum_cost");
        assertTrue(
                rejected.getAttribute(VoyageAttributes.ERROR_MESSAGE).startsWith("Maximum Cost is [" + budget + "]"),
                () -> rejected.getAttribute(VoyageAttributes.ERROR_MESSAGE));
        assertNothingSpent();
    }

    @ParameterizedTest
    @EnumSource
    void needsThePriceOfAnUnknownModel(final Endpoint endpoint) throws Exception {
        final TestRunner create = endpoint.runner(flow);
        create.setProperty(endpoint.modelProperty, UNKNOWN_MODEL);
        create.assertValid();
        create.setProperty(MaximumCostProperty.MAXIMUM_COST, "${budget}");
        create.assertNotValid();
        create.setProperty(PriceProperty.PRICE, "0.10");
        create.assertValid();
        create.setProperty(MaximumCostProperty.MAXIMUM_COST, "a lot");
        create.assertNotValid();
    }

    @Test
    void estimatesNothingForAnUnknownPrice() throws Exception {
        final TestRunner create = flow.create();
        create.setProperty(EmbeddingProperties.EMBEDDINGS_MODEL, UNKNOWN_MODEL);
        create.enqueue(Records.of("a text"));
        create.run();
        // the server does not know the model either, but has received the request
        create.assertTransferCount(CreateBatchEmbedding.OVER_BUDGET, 0);
        create.assertTransferCount(CreateBatchEmbedding.FAILURE, 1);
    }

    private void assertNothingSpent() throws Exception {
        assertEquals(0, LocalHttp.get(flow.voyage(), "/files").path("data").size(), "files");
        assertEquals(0, LocalHttp.get(flow.voyage(), "/batches").path("data").size(), "jobs");
        assertEquals(0, flow.voyage().ledger().totals().requests());
    }

    private enum Endpoint {
        // 3 bytes to a token, rounded up for each text
        EMBEDDINGS("voyage-4", "Embeddings Model", """
            {"id":0,"text":"twelve bytes"}
            {"id":1,"text":"four"}
            """, 4 + 2),
        CONTEXTUALIZED_EMBEDDINGS("voyage-context-3", "Embeddings Model", """
            {"chunks":["twelve bytes","four"]}
            """, 4 + 2),
        // the query once for each document
        RERANK("rerank-2.5", "Rerank Model", """
            {"query":"four","documents":["twelve bytes","four"]}
            """, 2 * 2 + 4 + 2);

        private final String model;
        private final String modelProperty;
        private final String content;
        private final long estimatedTokens;

        Endpoint(final String model, final String modelProperty, final String content, final long estimatedTokens) {
            this.model = model;
            this.modelProperty = modelProperty;
            this.content = content;
            this.estimatedTokens = estimatedTokens;
        }

        private TestRunner runner(final VoyageTestEnvironment flow) throws InitializationException {
            final TestRunner runner = switch (this) {
                case EMBEDDINGS -> flow.create();
                case CONTEXTUALIZED_EMBEDDINGS -> flow.createContextualized();
                case RERANK -> flow.createRerank();
            };
            runner.setProperty(modelProperty, model);
            return runner;
        }
    }
}
