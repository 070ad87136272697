/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.badinput;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.fail;

/**
 * Bad inputs through each processor that can get them, with a small heap.
 */
@Tag("small-heap")
class BadInputTest {
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private static final String BEGIN = "<!-- table of BadInputTest -->\n";
    private static final String END = "<!-- end of the table of BadInputTest -->\n";

    private static final OutcomeTable TABLE = new OutcomeTable();

    @TempDir
    private static Path directory;

    private static BadInputServer server;

    @BeforeAll
    static void start() throws Exception {
        server = new BadInputServer();
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @TestFactory
    Stream<DynamicTest> nothingIsLost() {
        return Stream.of(
                        cases().map(input -> DynamicTest.dynamicTest(input.name(), () -> check(input))),
                        HugeInputs.cases().map(input -> DynamicTest.dynamicTest(input.name(), () -> check(input))),
                        Stream.of(DynamicTest.dynamicTest("the table in docs/reliability.md", BadInputTest::compare)))
                .flatMap(tests -> tests);
    }

    static Stream<BadInputCase> cases() {
        return Stream.<Supplier<Stream<BadInputCase>>>of(
                        BadFiles::cases,
                        BadValues::cases,
                        BadFields::cases,
                        BadSizes::cases,
                        BadFormats::cases,
                        BadPoses::cases,
                        BadVectors::cases,
                        BadImages::cases,
                        ForgedAttributes::cases,
                        ForeignResults::cases,
                        ListedJobs::cases,
                        JobMetadataValues::cases,
                        UnknownModels::cases)
                .flatMap(Supplier::get);
    }

    private static void check(final BadInputCase input) {
        assertTimeoutPreemptively(LONGEST, () -> {
            final Outcome outcome;
            try {
                outcome = input.run().run(server);
            } finally {
                server.flow().disableClients();
            }
            TABLE.add(input.kind(), input.input(), input.processor(), new OutcomeText(outcome).toString());
            assertEquals(
                    List.of(),
                    new OutcomeCheck(input, outcome).faults(),
                    () -> "%s; bulletins: %s".formatted(new OutcomeText(outcome), outcome.bulletins()));
        });
    }

    private static void check(final HugeInputs.Case input) throws Exception {
        final Path contents = Files.createTempDirectory(directory, "huge");
        final HugeOutcome outcome;
        try {
            outcome = input.run(server, contents);
        } finally {
            server.flow().disableClients();
        }
        TABLE.add(HugeInputs.KIND, input.input(), input.processor().title(), outcome.toString());
        try (Stream<Path> files = Files.list(contents)) {
            for (final Path file : files.toList()) {
                Files.delete(file);
            }
        }
        assertEquals(List.of(), outcome.faults(), () -> "%s; bulletins: %s".formatted(outcome, outcome.bulletins()));
    }

    private static void compare() throws IOException {
        final Path written = Path.of("target", "reliability.md");
        final String page;
        try (InputStream resource = BadInputTest.class.getResourceAsStream("/docs/reliability.md")) {
            page = new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        }
        final int begin = page.indexOf(BEGIN) + BEGIN.length();
        final String current = page.substring(0, begin) + TABLE + page.substring(page.indexOf(END, begin));
        if (!page.equals(current)) {
            Files.writeString(written, current);
            fail("docs/reliability.md is out of date: replace it with nifi-voyage-processors/" + written);
        }
    }
}
