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
        final KeyRate getAll = rates.of("MemoryBenchmark.serviceGetAll");
        final KeyRate bareGet = rates.of("MemoryBenchmark.bareGet");
        final KeyRate bareGetAll = rates.of("MemoryBenchmark.bareGetAll");
        final KeyRate bareMemory = bareGet.compared() > bareGetAll.compared() ? bareGet : bareGetAll;
        final KeyRate getOrEmbed = rates.of("MemoryBenchmark.serviceGetOrEmbed");
        final KeyRate hot = rates.of("MemoryBenchmark.serviceHotKeys");
        final KeyRate read = rates.of("DurableReadBenchmark.serviceGetAll");
        final KeyRate bareRead = rates.of("DurableReadBenchmark.bareMultiGet");
        final KeyRate write = rates.of("DurableWriteBenchmark.servicePutAll", "false");
        final KeyRate bareWrite = rates.of("DurableWriteBenchmark.bareWrite", "false");
        final KeyRate syncWrite = rates.of("DurableWriteBenchmark.servicePutAll", "true");
        final KeyRate bareSyncWrite = rates.of("DurableWriteBenchmark.bareWrite", "true");
        final PartReport report = new PartReport("The cache, vectors of 4096 bytes, 500 keys per call, one thread", "What", "Keys per second", "Median", "Ratio")
            .row(bareGet.cells("bare Ehcache off-heap, get in a loop", bareMemory))
            .row(bareGetAll.cells("bare Ehcache off-heap, getAll", bareMemory))
            .row(getAll.cells("getAll from memory (off-heap)", bareMemory))
            .row(getOrEmbed.cells("getOrEmbed from memory, nothing to embed", bareMemory))
            .row(hot.cells("getAll of 2,000 hot keys, 5,000 heap entries", bareMemory))
            .row(bareRead.cells("bare RocksDB multiGetAsList", bareRead))
            .row(read.cells("getAll from the directory, 100,000 vectors", bareRead))
            .row(bareWrite.cells("bare RocksDB write, not synced", bareWrite))
            .row(write.cells("putAll, not synced", bareWrite))
            .row(bareSyncWrite.cells("bare RocksDB write, synced", bareSyncWrite))
            .row(syncWrite.cells("putAll, synced", bareSyncWrite))
            .note("each call checks that all vectors are found; other work on the machine only slows an iteration down, so the fastest ones are compared, and the medians where the disk is at work");
        compare(report, "getAll from memory", getAll, bareMemory, "bare Ehcache");
        compare(report, "getAll from the directory", read, bareRead, "bare RocksDB");
        compare(report, "putAll, not synced,", write, bareWrite, "bare RocksDB");
        compare(report, "putAll, synced,", syncWrite, bareSyncWrite, "bare RocksDB");
        return report.verdict(hot.compared() > HOT_KEYS_PER_SECOND, "hot keys are found at %s keys per second".formatted(KeyRate.keys(hot.compared())), "over 1,000,000");
    }

    private static void compare(final PartReport report, final String what, final KeyRate measured, final KeyRate bare, final String than) {
        report.verdict(measured.ratio(bare) >= LEAST_RATIO, "%s has %s times the speed of %s".formatted(what, measured.ratioText(bare), than), "at least 0.8");
    }
}
