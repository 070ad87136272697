/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.model;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The tables of {@code docs/sizing.md}, computed from measured figures of a record, and from the limits and prices of
 * Voyage.
 */
final class SizingTables {
    /** The records of docs/benchmarks.md. */
    private static final int TEXT_BYTES = 300;

    /** English prose. */
    private static final int BYTES_PER_TOKEN = 4;

    private static final int TOKENS = TEXT_BYTES / BYTES_PER_TOKEN;
    /** An input record, and a line of a request file, without the text. */
    private static final int RECORD_BYTES = 25;

    private static final int REQUEST_BYTES = 85;
    /** A line of a result file with 1024 floats as Voyage prints them; docs/benchmarks.md, Parsing numbers. */
    private static final int RESULT_BYTES = 13_005;
    /** The same numbers in an output record. */
    private static final int NUMBERS_BYTES = 12_740;
    /** Additional details of EhcacheEmbeddingCacheService. */
    private static final int CACHE_BYTES = 4_200;

    private static final int BLOOM_BYTES = 2;
    /** The shipped flow on two cores, the slower of two runs; docs/benchmarks.md, Results. */
    private static final double RECORDS_PER_SECOND = 8_170;

    private static final long REQUESTS_PER_JOB = 100_000;
    private static final long JOBS_IN_FLIGHT = 100;
    private static final long TOKENS_IN_FLIGHT = 1_000_000_000;
    private static final List<Integer> HOURS_PER_JOB = List.of(1, 12);

    private static final List<Long> RECORDS = List.of(1_000_000L, 100_000_000L, 10_000_000_000L);
    private static final List<Integer> NODES = List.of(1, 4, 16);
    private static final List<String> MODELS = List.of("voyage-4-lite", "voyage-4", "voyage-4-large");
    private static final double SECONDS_PER_HOUR = 3600;
    private static final double HOURS_PER_DAY = 24;

    private SizingTables() {}

    static List<String> all() {
        return List.of(disk(), voyage(), nodes(), costs());
    }

    private static String disk() {
        return table(
                List.of("Records", "Input", "Requests", "Results", "Output", "Cache", "Bloom filters"),
                RECORDS.stream()
                        .map(records -> List.of(
                                number(records),
                                bytes(records, TEXT_BYTES + RECORD_BYTES),
                                bytes(records, TEXT_BYTES + REQUEST_BYTES),
                                bytes(records, RESULT_BYTES),
                                bytes(records, TEXT_BYTES + RECORD_BYTES + NUMBERS_BYTES),
                                bytes(records, CACHE_BYTES),
                                bytes(records, BLOOM_BYTES)))
                        .toList());
    }

    private static long recordsInFlight() {
        return Math.min(JOBS_IN_FLIGHT * REQUESTS_PER_JOB, TOKENS_IN_FLIGHT / TOKENS);
    }

    private static double voyageHours(final long records, final int hoursPerJob) {
        return Math.ceil((double) records / recordsInFlight()) * hoursPerJob;
    }

    private static double nodeHours(final long records, final int nodes) {
        return records / RECORDS_PER_SECOND / nodes / SECONDS_PER_HOUR;
    }

    private static String voyage() {
        return table(
                List.of("Records", "Jobs", "Jobs of 1 hour each", "Jobs of 12 hours each"),
                RECORDS.stream()
                        .map(records -> Stream.concat(
                                        Stream.of(number(records), number(Math.ceilDiv(records, REQUESTS_PER_JOB))),
                                        HOURS_PER_JOB.stream().map(hours -> duration(voyageHours(records, hours))))
                                .toList())
                        .toList());
    }

    private static String nodes() {
        return table(
                List.of("Records", "1 node", "4 nodes", "16 nodes", "What binds, with jobs of 1 hour"),
                RECORDS.stream()
                        .map(records -> Stream.of(
                                        Stream.of(number(records)),
                                        NODES.stream().map(nodes -> duration(nodeHours(records, nodes))),
                                        Stream.of(binds(records)))
                                .flatMap(cells -> cells)
                                .toList())
                        .toList());
    }

    private static String binds(final long records) {
        return NODES.stream().allMatch(nodes -> voyageHours(records, 1) >= nodeHours(records, nodes))
                ? "Voyage's limits, with any number of nodes"
                : "the nodes";
    }

    private static String costs() {
        return table(
                Stream.concat(Stream.of("Records"), MODELS.stream()).toList(),
                RECORDS.stream()
                        .map(records -> Stream.concat(
                                        Stream.of(number(records)),
                                        MODELS.stream()
                                                .map(model -> JobCost.of(model, records * TOKENS, null)
                                                        .orElseThrow()
                                                        .cost())
                                                .map(SizingTables::dollars))
                                .toList())
                        .toList());
    }

    private static String dollars(final BigDecimal amount) {
        return String.format(
                Locale.ROOT, "$%,d", amount.setScale(0, RoundingMode.HALF_UP).longValueExact());
    }

    private static String number(final long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    private static String bytes(final long records, final int each) {
        final double gigabytes = records * (double) each / 1e9;
        return gigabytes < 1000
                ? String.format(Locale.ROOT, "%.3g GB", gigabytes)
                : String.format(Locale.ROOT, "%.3g TB", gigabytes / 1000);
    }

    private static String duration(final double hours) {
        if (hours * 60 < 1) {
            return String.format(Locale.ROOT, "%.0f s", hours * SECONDS_PER_HOUR);
        }
        if (hours < 1) {
            return String.format(Locale.ROOT, "%.0f min", hours * 60);
        }
        return hours < 2 * HOURS_PER_DAY
                ? String.format(Locale.ROOT, "%.0f h", hours)
                : String.format(Locale.ROOT, "%,.0f days", hours / HOURS_PER_DAY);
    }

    private static String table(final List<String> header, final List<List<String>> lines) {
        return Stream.concat(
                        Stream.of(line(header), "| ---: ".repeat(header.size()) + "|\n"),
                        lines.stream().map(SizingTables::line))
                .reduce("", String::concat);
    }

    private static String line(final List<String> cells) {
        return "| " + String.join(" | ", cells) + " |\n";
    }
}
