/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.reference;

import dev.nifivoyage.processors.attribute.Counter;
import dev.nifivoyage.processors.attribute.ErrorCode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * The reference page says what the code says. When it does not, {@code target/reference.md} is the page it must be.
 */
class ReferencePageTest {
    private static final Path GENERATED = Path.of("target", "reference.md");
    private static final Path PAGE = Path.of("..", "docs", "reference.md");

    private static String generated;

    @BeforeAll
    static void generate() throws IOException {
        generated = new ReferencePage().write();
        Files.createDirectories(GENERATED.getParent());
        Files.writeString(GENERATED, generated);
    }

    @Test
    void pageIsWhatTheCodeSays() throws IOException {
        assertEquals(
                generated,
                Files.readString(PAGE),
                () -> "docs/reference.md is stale: copy nifi-voyage-flows/" + GENERATED + " over it");
    }

    @Test
    void everyErrorCodeBelongsToAProcessor() {
        final List<String> unused = Arrays.stream(ErrorCode.values())
                .map(ErrorCode::code)
                .filter(code -> !namedByAProcessor("`" + code + "`"))
                .toList();

        assertEquals(List.of(), unused);
    }

    @Test
    void everyCounterBelongsToAProcessor() {
        final List<String> unused = Arrays.stream(Counter.values())
                .map(Counter::title)
                .filter(title -> !namedByAProcessor("*" + title + "*"))
                .toList();

        assertEquals(List.of(), unused);
    }

    private static boolean namedByAProcessor(final String name) {
        return generated
                .lines()
                .takeWhile(line -> !line.equals("## Counters"))
                .filter(line -> !line.startsWith("|"))
                .anyMatch(line -> line.contains(name));
    }
}
