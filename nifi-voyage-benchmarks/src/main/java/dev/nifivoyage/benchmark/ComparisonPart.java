/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.benchmark;

import dev.nifivoyage.local.VectorSource;
import dev.nifivoyage.local.VoyageLocalOptions;
import dev.nifivoyage.local.VoyageLocalServer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Embeds the same records in each way that is available to users, one run each, with the same kind of server.
 */
final class ComparisonPart implements BenchmarkPart {
    // the maximum of one job
    private static final int FULL_RECORDS = 100_000;
    private static final int SHORT_RECORDS = 50_000;
    private static final int BYTES = 300;
    private static final int DIMENSION = 1024;
    private static final String HEAP = "512m";
    private static final String MODEL = "voyage-4-lite";

    @Override
    public String name() {
        return "comparison";
    }

    @Override
    public PartReport run(final BenchmarkSettings settings) throws IOException, InterruptedException {
        final int count = settings.full() ? FULL_RECORDS : SHORT_RECORDS;
        final GeneratedRecords records = new GeneratedRecords(count, BYTES);
        final VectorCheck check = new VectorCheck(records, MODEL, DIMENSION);
        final PartReport report = new PartReport(
                "%,d texts of %d bytes, %d floats each, in the ways available to users"
                        .formatted(count, BYTES, DIMENSION),
                "Way",
                "Records per second",
                "Seconds",
                "Peak resident memory",
                "Limitations");
        for (final EmbeddingWay way : ways(settings)) {
            settings.progress().println("  " + way.name());
            final Path directory = Files.createTempDirectory(settings.directory(), "way-");
            final Path input = directory.resolve("records.json");
            records.write(input);
            try (VoyageLocalServer voyage =
                    VoyageLocalServer.start(new VoyageLocalOptions().vectors(VectorSource.SYNTHETIC))) {
                final Measurement measured = way.run(directory, voyage, input, check::checkInAnyOrder);
                report.record(
                        way.name(),
                        rate(count, measured),
                        measured.isMeasured() ? figure(measured.seconds()) : "",
                        memory(measured),
                        way.cannot());
            }
        }

        if (!settings.full()) {
            report.note("%,d records are for the short mode's time; with --full all ways get %,d"
                    .formatted(SHORT_RECORDS, FULL_RECORDS));
        }

        return report.note("one run each, in this order; each record has its own vector, verified number by number");
    }

    private static List<EmbeddingWay> ways(final BenchmarkSettings settings) {
        return List.of(
                new ShippedFlowWay(settings, HEAP, MODEL, DIMENSION),
                new StockFlowWay(settings, HEAP, MODEL, DIMENSION),
                new NodeScriptWay(MODEL, DIMENSION));
    }

    private static String rate(final int records, final Measurement measured) {
        return measured.isMeasured()
                ? String.format(Locale.ROOT, "%,.0f", records / measured.seconds())
                : "not measured: " + measured.notMeasured();
    }

    private static String memory(final Measurement measured) {
        if (!measured.isMeasured()) {
            return "";
        }

        return measured.peakResident() < 0
                ? "not available on this system"
                : String.format(Locale.ROOT, "%.0f MB", measured.peakResident());
    }

    private static String figure(final double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
