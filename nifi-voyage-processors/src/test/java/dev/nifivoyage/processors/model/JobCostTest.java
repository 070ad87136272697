/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.model;

import org.junit.jupiter.api.Test;

import java.math.BigDecimal;
import java.util.Optional;

import static org.junit.jupiter.api.Assertions.assertEquals;

class JobCostTest {

    @Test
    void takesTheListPriceLessTheDiscount() {
        final JobCost cost = JobCost.of("voyage-4-lite", 1_000_000, null).orElseThrow();

        assertEquals(new BigDecimal("0.01340000"), cost.cost());
        assertEquals(new BigDecimal("0.00660000"), cost.saved());
        assertEquals(13_400, cost.costMicros());
        assertEquals(6_600, cost.savedMicros());
    }

    @Test
    void prefersAGivenPrice() {
        assertEquals(
                new BigDecimal("0.67000000"),
                JobCost.of("voyage-4-lite", 1_000_000, BigDecimal.ONE)
                        .orElseThrow()
                        .cost());
        assertEquals(
                new BigDecimal("0.00000067"),
                JobCost.of("a model of tomorrow", 1, BigDecimal.ONE)
                        .orElseThrow()
                        .cost());
    }

    @Test
    void hasNoPriceForAnUnknownModel() {
        assertEquals(Optional.empty(), JobCost.of("a model of tomorrow", 1_000, null));
    }
}
