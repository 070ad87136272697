/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.reference;

import dev.nifivoyage.processors.attribute.ErrorCode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * The troubleshooting page has the error codes of the code, and names only what exists. When its table is stale,
 * {@code target/troubleshooting.md} is the page it must be.
 */
class TroubleshootingPageTest {
    private static final Path GENERATED = Path.of("target", "troubleshooting.md");
    private static final Path PAGE = Path.of("..", "docs", "troubleshooting.md");
    private static final String START = "<!-- error codes: generated -->\n";
    private static final String END = "\n<!-- end of error codes -->\n";
    private static final Pattern CODE = Pattern.compile("`([a-z]+(?:_[a-z]+)+)`");
    private static final Pattern PROPERTY = Pattern.compile("`([A-Z][A-Za-z]*(?: [A-Za-z-]+)+)`");

    private static String page;
    private static String byHand;

    @BeforeAll
    static void read() throws IOException {
        page = Files.readString(PAGE);
        byHand = page.substring(0, page.indexOf(START));
    }

    @Test
    void tableIsWhatTheCodeSays() throws IOException {
        final String generated = byHand + START + new ReferencePage().writeErrorCodes() + END;
        Files.createDirectories(GENERATED.getParent());
        Files.writeString(GENERATED, generated);

        assertEquals(
                generated,
                page,
                () -> "docs/troubleshooting.md is stale: copy nifi-voyage-flows/" + GENERATED + " over it");
    }

    @Test
    void namesOnlyCodesThatExist() {
        final Set<String> codes =
                Arrays.stream(ErrorCode.values()).map(ErrorCode::code).collect(Collectors.toSet());

        assertEquals(
                List.of(),
                named(CODE).stream().filter(code -> !codes.contains(code)).toList());
    }

    @Test
    void namesOnlyPropertiesThatExist() {
        final String reference = new ReferencePage().write();
        // of NiFi, and a message
        final Set<String> others = Set.of("Unexpected token", "Input Directory", "The FlowFile has no records");

        assertEquals(
                List.of(),
                named(PROPERTY).stream()
                        .filter(name -> !others.contains(name))
                        .filter(name -> !reference.contains("| %s |".formatted(name))
                                && !reference.contains("| **%s** |".formatted(name)))
                        .toList());
    }

    private static List<String> named(final Pattern pattern) {
        return pattern.matcher(byHand)
                .results()
                .map((final MatchResult found) -> found.group(1))
                .toList();
    }
}
