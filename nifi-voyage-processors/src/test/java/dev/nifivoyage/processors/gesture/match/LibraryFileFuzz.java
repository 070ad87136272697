/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture.match;

import dev.nifivoyage.processors.gesture.MatchGesture;
import dev.nifivoyage.processors.gesture.search.ComparisonMode;
import dev.nifivoyage.service.api.embedding.EmbeddingDataType;
import dev.nifivoyage.service.api.embedding.EmbeddingInputType;
import dev.nifivoyage.service.api.embedding.EmbeddingParameters;
import org.apache.nifi.components.resource.ResourceReference;
import org.apache.nifi.components.resource.Utf8TextResource;
import org.apache.nifi.csv.CSVReader;
import org.apache.nifi.json.JsonTreeReader;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.serialization.RecordReaderFactory;
import org.apache.nifi.util.MockComponentLog;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Loads any text as a gesture library, with NiFi's readers of JSON and CSV. The library can be used, or the message of
 * one exception says why not; and what can be loaded without Voyage also passes the verification.
 */
public final class LibraryFileFuzz {
    private static final List<RecordReaderFactory> READERS = readers();

    private LibraryFileFuzz() {}

    private static List<RecordReaderFactory> readers() {
        try {
            final TestRunner runner = TestRunners.newTestRunner(new MatchGesture());
            final JsonTreeReader json = new JsonTreeReader();
            runner.addControllerService("json", json);
            runner.enableControllerService(json);
            final CSVReader csv = new CSVReader();
            runner.addControllerService("csv", csv);
            runner.enableControllerService(csv);
            return List.of(json, csv);
        } catch (final InitializationException e) {
            throw new IllegalStateException(e);
        }
    }

    public static void fuzzerTestOneInput(final byte[] input) {
        final ResourceReference file = new Utf8TextResource(new String(input, StandardCharsets.UTF_8));
        for (final RecordReaderFactory reader : READERS) {
            load(file, reader, ComparisonMode.values()[input.length % ComparisonMode.values().length]);
        }
    }

    private static void load(
            final ResourceReference file, final RecordReaderFactory reader, final ComparisonMode comparison) {
        final LibraryOptions options = new LibraryOptions(
                () -> file,
                reader,
                new EmbeddingParameters(
                        "", "voyage-4", EmbeddingInputType.DOCUMENT, null, EmbeddingDataType.FLOAT, true),
                comparison,
                1_000,
                false,
                false);
        final MockComponentLog logger = new MockComponentLog("fuzz", LibraryFileFuzz.class);
        final LibraryLoader loader = new LibraryLoader(options, logger);
        String summary = null;
        try {
            summary = loader.inspect(file, false);
            assertTrue(summary.contains(" can be used. "), summary);
        } catch (final IOException e) {
            check(e);
        }

        try {
            final RecognitionLibrary library = loader.load(file, null);
            assertTrue(library.dimension() > 0);
            assertFalse(library.notes().isEmpty());
            assertNotNull(summary, "loaded, but not verified");
        } catch (final IOException e) {
            check(e);
        }
        assertEquals(0, logger.getErrorMessages().size());
    }

    private static void check(final IOException e) {
        assertInstanceOf(UnusableLibraryException.class, e, e::toString);
        assertFalse(e.getMessage().isBlank());
        // NiFi's readers report bad content with exceptions of other types
        assertFalse(
                e.getCause() instanceof NullPointerException
                        || e.getCause() instanceof ClassCastException
                        || e.getCause() instanceof IndexOutOfBoundsException
                        || e.getCause() instanceof IllegalStateException,
                e::getMessage);
    }
}
