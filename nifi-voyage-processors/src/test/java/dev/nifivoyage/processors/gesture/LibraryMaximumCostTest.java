/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture;

import dev.nifivoyage.processors.gesture.load.LibraryRelationships;
import dev.nifivoyage.processors.gesture.load.LoadingMode;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.math.BigDecimal;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Nothing is spent on a library whose job would cost more than it may. */
class LibraryMaximumCostTest {
    private LibraryFlow flow;

    @BeforeEach
    void start() throws Exception {
        flow = new LibraryFlow();
    }

    @AfterEach
    void stop() throws Exception {
        flow.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"BATCH_AND_WAIT", "BATCH_FIRE_AND_FORGET"})
    void aLibraryOverBudgetIsNotSent(final LoadingMode mode) throws Exception {
        final TestRunner runner = flow.load(mode);
        runner.setProperty("Maximum Cost", "0.00000001");
        runner.enqueue(LibraryFlow.shipped("gestures"));
        runner.run();

        final MockFlowFile rejected = LibraryFlow.only(runner, LibraryRelationships.OVER_BUDGET);
        assertEquals("over_budget", rejected.getAttribute("error.code"));
        assertTrue(new BigDecimal(rejected.getAttribute("voyage.cost.estimated.usd"))
                        .compareTo(new BigDecimal("0.00000001"))
                > 0);
        assertEquals(0, flow.voyage().ledger().totals().requests());
        assertEquals(List.of(), flow.jobs());
    }

    @Test
    void aLibraryWithinBudgetReportsItsEstimatedCost() throws Exception {
        final TestRunner runner = flow.load(LoadingMode.BATCH_FIRE_AND_FORGET);
        runner.setProperty("Maximum Cost", "1");
        runner.enqueue(LibraryFlow.shipped("gestures"));
        runner.run();

        final MockFlowFile submitted = LibraryFlow.only(runner, LibraryRelationships.SUBMITTED);
        final BigDecimal batch = new BigDecimal(submitted.getAttribute("voyage.cost.estimated.usd"));
        assertTrue(batch.signum() > 0);
        assertTrue(batch.compareTo(new BigDecimal(submitted.getAttribute("voyage.cost.estimated.real.time.usd"))) < 0);
        assertEquals(1, flow.jobs().size());
    }

    @Test
    void aMaximumNeedsAPrice() throws Exception {
        final TestRunner runner = flow.load(LoadingMode.BATCH_AND_WAIT);
        runner.setProperty("Embeddings Model", "a-model-of-tomorrow");
        runner.setProperty("Maximum Cost", "1");
        runner.assertNotValid();
        runner.setProperty("Price per Million Tokens", "0.1");
        runner.assertValid();
    }
}
