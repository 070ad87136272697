/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.model;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The page on costs says what the price table says. When it does not, {@code target/cost-tables.md} has the tables that
 * it must have.
 */
class CostPageTest {
    private static CostTables tables;
    private static ComputedPage page;

    @BeforeAll
    static void read() throws Exception {
        tables = new CostTables();
        page = ComputedPage.read("cost.md");
    }

    @Test
    void tablesAreThoseOfThePriceTable() throws Exception {
        page.assertTables("cost-tables.md", tables.all());
    }

    @Test
    void pageReportsTheDeviationOfThePlan() {
        assertTrue(
                page.text().contains("about %d times too high".formatted(tables.timesTooHigh())),
                () -> tables.timesTooHigh() + " times");
        assertTrue(page.text().contains("× %s".formatted(JobCost.BATCH_SHARE)));
    }
}
