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

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The page on costs says what the price table says. When it does not, {@code target/cost-tables.md} has the tables that
 * it must have.
 */
class CostPageTest {
    private static final Pattern COMPUTED = Pattern.compile("<!-- computed -->\n((?:\\|.*\n)+)");

    private static CostTables tables;
    private static String page;

    @BeforeAll
    static void read() throws Exception {
        tables = new CostTables();
        Files.writeString(
                Files.createDirectories(Path.of("target")).resolve("cost-tables.md"),
                String.join("\n", tables.all()) + "\n" + tables.timesTooHigh() + " times too high\n");
        try (InputStream input = CostPageTest.class.getResourceAsStream("/docs/cost.md")) {
            page = new String(input.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void tablesAreThoseOfThePriceTable() {
        final List<String> written = new ArrayList<>();
        final Matcher matcher = COMPUTED.matcher(page);
        while (matcher.find()) {
            written.add(matcher.group(1));
        }

        assertEquals(String.join("\n", tables.all()), String.join("\n", written));
    }

    @Test
    void pageReportsTheDeviationOfThePlan() {
        assertTrue(
                page.contains("about %d times too high".formatted(tables.timesTooHigh())),
                () -> tables.timesTooHigh() + " times");
        assertTrue(page.contains("× %s".formatted(JobCost.BATCH_SHARE)));
    }
}
