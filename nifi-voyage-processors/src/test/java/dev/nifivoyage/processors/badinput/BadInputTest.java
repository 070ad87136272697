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

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

/**
 * Bad inputs through each processor that can get them, with a small heap.
 */
@Tag("small-heap")
class BadInputTest {
    private static final Duration LONGEST = Duration.ofSeconds(30);

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
        return cases().map(input -> DynamicTest.dynamicTest(input.name(), () -> check(input)));
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
                        ForgedAttributes::cases,
                        ForeignResults::cases,
                        ListedJobs::cases,
                        JobMetadataValues::cases,
                        UnknownModels::cases)
                .flatMap(Supplier::get);
    }

    private static void check(final BadInputCase input) {
        assertTimeoutPreemptively(LONGEST, () -> {
            final Outcome outcome = input.run().run(server);
            assertEquals(
                    List.of(),
                    new OutcomeCheck(input, outcome).faults(),
                    () -> "%s; bulletins: %s".formatted(new OutcomeText(outcome), outcome.bulletins()));
        });
    }
}
