/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.benchmark;

import dev.nifivoyage.nifi.DirectoryTree;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Millions of records in up to 100 jobs at once, each number of them in a new NiFi: what grows with the number of
 * records.
 */
final class ScalePart implements BenchmarkPart {
    private static final List<Integer> SIZES = List.of(1_000_000, 3_000_000);
    private static final int LARGEST = 10_000_000;
    private static final double HEAP_TARGET = 1.10;
    private static final double TIME_TARGET = 1.10;
    private static final double HANDLES_TARGET = 1.05;
    /** Open files and sockets that do not count. */
    private static final double HANDLES_ALLOWANCE = 10;

    @Override
    public String name() {
        return "scale";
    }

    @Override
    public boolean isInShortMode() {
        return false;
    }

    @Override
    public PartReport run(final BenchmarkSettings settings) throws IOException, InterruptedException {
        final List<Integer> sizes = new ArrayList<>(settings.records().isEmpty() ? SIZES : settings.records());
        if (settings.full() && settings.records().isEmpty()) {
            sizes.add(LARGEST);
        }

        final List<ScaleFigures> figures = new ArrayList<>();
        for (final int records : sizes) {
            settings.progress().printf(Locale.ROOT, "  %,d records%n", records);
            final Path directory = Files.createDirectory(settings.directory().resolve(Integer.toString(records)));
            figures.add(new ScaleRun(settings, directory, records).measure());
            settings.progress().println(figures.getLast().lines());
            DirectoryTree.delete(directory);
        }

        return report(figures);
    }

    private static PartReport report(final List<ScaleFigures> figures) {
        final PartReport report = new PartReport(
                "Records of %d bytes in jobs that are all in flight at once, %d dimensions as %s, NiFi with -Xmx%s"
                        .formatted(ScaleFiles.BYTES, ScaleFiles.DIMENSION, ScaleFiles.DTYPE.wireName(), ScaleRun.HEAP),
                Stream.concat(
                                Stream.of("Measure"),
                                figures.stream().map(size -> String.format(Locale.ROOT, "%,d records", size.records())))
                        .toArray(String[]::new));
        for (final ScaleMeasure measure : ScaleMeasure.values()) {
            report.record(Stream.concat(
                            Stream.of(measure.toString()), figures.stream().map(size -> size.text(measure)))
                    .toArray(String[]::new));
        }
        report.note(
                        "live: heap after full collections, forced every 30 s, and every 5 s while files come out; the processor seconds include these")
                .note(
                        "each record came out exactly once with its own vector, verified number by number, and was billed once");
        if (figures.size() > 1) {
            compare(report, figures.getFirst(), figures.getLast());
        }
        return report;
    }

    private static void compare(final PartReport report, final ScaleFigures first, final ScaleFigures last) {
        final double heap = last.get(ScaleMeasure.LIVE_PEAK) / first.get(ScaleMeasure.LIVE_PEAK);
        report.verdict(
                heap <= HEAP_TARGET,
                String.format(
                        Locale.ROOT,
                        "the live heap with %,d records is %.2f times that with %,d",
                        last.records(),
                        heap,
                        first.records()),
                "at most %.2f".formatted(HEAP_TARGET));
        final double time = last.get(ScaleMeasure.PER_RECORD) / first.get(ScaleMeasure.PER_RECORD);
        report.verdict(
                time <= TIME_TARGET,
                String.format(Locale.ROOT, "a record takes %.2f times as much processor time", time),
                "at most %.2f".formatted(TIME_TARGET));
        final double handles = last.get(ScaleMeasure.HANDLES) - first.get(ScaleMeasure.HANDLES);
        report.verdict(
                last.get(ScaleMeasure.HANDLES) <= first.get(ScaleMeasure.HANDLES) * HANDLES_TARGET + HANDLES_ALLOWANCE,
                String.format(Locale.ROOT, "%.0f more open files and sockets without those of the cache", handles),
                "at most 5 % and 10 more");
    }
}
