/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.benchmark.cache;

import dev.nifivoyage.benchmark.BenchmarkPart;
import dev.nifivoyage.benchmark.BenchmarkSettings;
import dev.nifivoyage.benchmark.PartReport;
import org.apache.nifi.reporting.InitializationException;
import org.openjdk.jmh.runner.RunnerException;

import java.io.IOException;
import java.util.Locale;

/**
 * The cache service against the stores it is made of, called with {@value Vectors#BATCH} keys at a time on one thread.
 */
public final class CachePart implements BenchmarkPart {
    private static final double LEAST_RATIO = 0.8;
    private static final double HOT_KEYS_PER_SECOND = 1e6;

    @Override
    public String name() {
        return "cache";
    }

    @Override
    public PartReport run(final BenchmarkSettings settings) throws IOException, InitializationException, RunnerException {
        final KeyRates rates = KeyRates.measure(settings);
        final double getAll = rates.of("MemoryBenchmark.serviceGetAll");
        final double bareGet = rates.of("MemoryBenchmark.bareGet");
        final double bareGetAll = rates.of("MemoryBenchmark.bareGetAll");
        final double bareMemory = Math.max(bareGet, bareGetAll);
        final double getOrEmbed = rates.of("MemoryBenchmark.serviceGetOrEmbed");
        final double hot = rates.of("MemoryBenchmark.serviceHotKeys");
        final double read = rates.of("DurableReadBenchmark.serviceGetAll");
        final double bareRead = rates.of("DurableReadBenchmark.bareMultiGet");
        final double write = rates.of("DurableWriteBenchmark.servicePutAll", "false");
        final double bareWrite = rates.of("DurableWriteBenchmark.bareWrite", "false");
        final double syncWrite = rates.of("DurableWriteBenchmark.servicePutAll", "true");
        final double bareSyncWrite = rates.of("DurableWriteBenchmark.bareWrite", "true");
        final PartReport report = new PartReport("The cache, vectors of 4096 bytes, 500 keys per call, one thread", "What", "Keys per second", "Ratio")
            .row("bare Ehcache off-heap, get in a loop", keys(bareGet), ratio(bareGet, bareMemory))
            .row("bare Ehcache off-heap, getAll", keys(bareGetAll), ratio(bareGetAll, bareMemory))
            .row("getAll from memory (off-heap)", keys(getAll), ratio(getAll, bareMemory))
            .row("getOrEmbed from memory, nothing to embed", keys(getOrEmbed), ratio(getOrEmbed, bareMemory))
            .row("getAll of 2,000 hot keys, 5,000 heap entries", keys(hot), ratio(hot, bareMemory))
            .row("bare RocksDB multiGetAsList", keys(bareRead), "1.00")
            .row("getAll from the directory, 100,000 vectors", keys(read), ratio(read, bareRead))
            .row("bare RocksDB write, not synced", keys(bareWrite), "1.00")
            .row("putAll, not synced", keys(write), ratio(write, bareWrite))
            .row("bare RocksDB write, synced", keys(bareSyncWrite), "1.00")
            .row("putAll, synced", keys(syncWrite), ratio(syncWrite, bareSyncWrite))
            .note("medians of JMH's iterations; each of them checks that all vectors are found");
        compare(report, "getAll from memory", getAll, bareMemory, "bare Ehcache");
        compare(report, "getAll from the directory", read, bareRead, "bare RocksDB");
        compare(report, "putAll, not synced,", write, bareWrite, "bare RocksDB");
        compare(report, "putAll, synced,", syncWrite, bareSyncWrite, "bare RocksDB");
        return report.verdict(hot > HOT_KEYS_PER_SECOND, "hot keys are found at %s keys per second".formatted(keys(hot)), "over 1,000,000");
    }

    private static void compare(final PartReport report, final String what, final double measured, final double bare, final String than) {
        report.verdict(measured >= LEAST_RATIO * bare, "%s has %s times the speed of %s".formatted(what, ratio(measured, bare), than), "at least 0.8");
    }

    private static String keys(final double perSecond) {
        return String.format(Locale.ROOT, "%,.0f", perSecond);
    }

    private static String ratio(final double measured, final double of) {
        return String.format(Locale.ROOT, "%.2f", measured / of);
    }
}
