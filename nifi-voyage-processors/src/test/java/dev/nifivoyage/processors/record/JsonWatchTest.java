/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.record;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * What is found beside the records of JSON, however the content is read.
 */
class JsonWatchTest {

    @Property(tries = 500)
    void findsTheFirstValueBesideTheRecords(
            @ForAll("elements") final List<String> elements,
            @ForAll final boolean isArray,
            @ForAll @IntRange(min = 1, max = 40) final int step)
            throws IOException {
        final String content = isArray ? "[" + String.join(" ,", elements) + "]" : String.join("\n", elements);
        final JsonWatch watch = new JsonWatch(new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8)));
        final byte[] buffer = new byte[step];
        watch.mark(Integer.MAX_VALUE);
        final int before = watch.read(buffer);
        watch.reset();
        assertEquals(before, watch.read(buffer));
        while (watch.read(buffer, 0, step) >= 0) {
            // only looked at
        }

        assertEquals(expected(elements), watch.finding(), content);
    }

    private static Optional<String> expected(final List<String> elements) {
        int records = 0;
        boolean hasNull = false;
        for (final String element : elements) {
            switch (element.charAt(0)) {
                case '[', '{' -> {
                    records++;
                    if (hasNull) {
                        return Optional.of("a null before record " + records);
                    }
                }
                case 'n' -> hasNull = true;
                default -> {
                    final String kind = element.startsWith("\"") ? "text" : element.length() > 3 ? "boolean" : "number";
                    return Optional.of("a %s %s"
                            .formatted(kind, records == 0 ? "before the first record" : "after record " + records));
                }
            }
        }

        return Optional.empty();
    }

    @Provide
    Arbitrary<List<String>> elements() {
        final Arbitrary<String> records = Arbitraries.of("{}", """
            {"text":"a null, of [ no } meaning \\" here \\\\"}""", """
            {"a":{"b":[null,"{",{"c\\\\":1}]}}""", "[{\"é\":null}]");
        final Arbitrary<String> others = Arbitraries.of("null", "7", "-.5", "true", "\"a, {\"");
        return Arbitraries.frequencyOf(Tuple.of(8, records), Tuple.of(1, others))
                .list()
                .ofMaxSize(8);
    }
}
