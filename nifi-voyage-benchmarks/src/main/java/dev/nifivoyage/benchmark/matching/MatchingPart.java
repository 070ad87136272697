/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.benchmark.matching;

import dev.nifivoyage.benchmark.BenchmarkPart;
import dev.nifivoyage.benchmark.BenchmarkSettings;
import dev.nifivoyage.benchmark.PartReport;
import dev.nifivoyage.processors.gesture.search.ExactSearch;
import dev.nifivoyage.processors.gesture.search.GraphSearch;
import dev.nifivoyage.processors.gesture.search.LabelScore;
import dev.nifivoyage.processors.gesture.search.LabelSearch;
import dev.nifivoyage.processors.gesture.search.LabeledVectors;
import dev.nifivoyage.processors.gesture.search.UnusableVectorException;

import java.lang.management.ManagementFactory;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Matches per second of one core with exact search and with the graph, and the recall of the graph.
 */
public final class MatchingPart implements BenchmarkPart {
    private static final int DIMENSION = 1024;
    private static final int LABELS = 10_000;
    private static final int LIMIT = 2_500;
    private static final int QUERIES = 500;
    private static final int CHUNK = 100;
    private static final int TOP = 3;
    private static final double SECONDS = 2;
    private static final double RATE_TARGET = 1_000;
    private static final double RECALL_TARGET = 0.98;

    @Override
    public String name() {
        return "matching";
    }

    @Override
    public PartReport run(final BenchmarkSettings settings) throws UnusableVectorException {
        final PartReport report = new PartReport(
                "Matching vectors of %d dimensions, one thread".formatted(DIMENSION),
                "Labels and way",
                "Matches per second",
                "Graph made in, s",
                "Best label found",
                "Best 3 found");
        measure(report, LIMIT);
        final Graph large = measure(report, LABELS);
        return report.note(
                        "the seconds are processor time of the thread, so that other work on the machine counts less; NiFi is not started with the vector module of Java, and neither is this")
                .verdict(
                        large.rate() >= RATE_TARGET,
                        "%s matches per second over 10,000 labels".formatted(whole(large.rate())),
                        "at least 1,000")
                .verdict(
                        large.recall() >= RECALL_TARGET,
                        "%s of the best 3 labels are found".formatted(percent(large.recall())),
                        "at least 98 %");
    }

    /**
     * The figures of the graph.
     *
     * @param rate matches per second
     * @param recall share of the best labels that it finds
     */
    private record Graph(double rate, double recall) {}

    private static Graph measure(final PartReport report, final int labels) throws UnusableVectorException {
        final SampleLabels sample = new SampleLabels(labels, DIMENSION);
        final LabeledVectors library = sample.library();
        final List<float[]> queries = sample.queries(QUERIES);

        final LabelSearch exact = new ExactSearch(library);
        final List<List<LabelScore>> expected = exact.nearest(queries, TOP);
        report.record("%d, exact".formatted(labels), whole(rate(exact, queries)), "", "100.0 %", "100.0 %");

        final long start = processorTime();
        final LabelSearch graph = new GraphSearch(library);
        final double made = (processorTime() - start) / 1e9;
        final List<List<LabelScore>> found = graph.nearest(queries, TOP);
        final double rate = rate(graph, queries);
        final double recall = recall(expected, found, TOP);
        report.record(
                "%d, graph".formatted(labels),
                whole(rate),
                decimal(made),
                percent(recall(expected, found, 1)),
                percent(recall));
        return new Graph(rate, recall);
    }

    // the first rounds warm up the compiler; the last one counts
    private static double rate(final LabelSearch search, final List<float[]> queries) {
        double rate = 0;
        for (int round = 0; round < 2; round++) {
            long matches = 0;
            final long start = processorTime();
            while (processorTime() - start < SECONDS * 1e9) {
                final int first = (int) (matches % QUERIES);
                search.nearest(queries.subList(first, first + CHUNK), TOP);
                matches += CHUNK;
            }
            rate = matches * 1e9 / (processorTime() - start);
        }

        return rate;
    }

    private static double recall(
            final List<List<LabelScore>> expected, final List<List<LabelScore>> found, final int top) {
        int right = 0;
        for (int i = 0; i < expected.size(); i++) {
            final Set<String> labels = new HashSet<>(names(found.get(i), top));
            right += (int) names(expected.get(i), top).stream()
                    .filter(labels::contains)
                    .count();
        }

        return (double) right / (expected.size() * top);
    }

    private static List<String> names(final List<LabelScore> scores, final int top) {
        return scores.subList(0, Math.min(top, scores.size())).stream()
                .map(LabelScore::label)
                .toList();
    }

    private static long processorTime() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static String whole(final double number) {
        return String.format(Locale.ROOT, "%,.0f", number);
    }

    private static String decimal(final double number) {
        return String.format(Locale.ROOT, "%.1f", number);
    }

    private static String percent(final double part) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * part);
    }
}
