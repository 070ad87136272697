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
import org.rocksdb.RocksDBException;

import java.io.IOException;

/**
 * The cache service compared to its bare stores, with {@value Vectors#BATCH} keys per call in one thread.
 */
public final class CachePart implements BenchmarkPart {
    private static final double LEAST_READ_RATIO = 0.9;
    private static final double LEAST_WRITE_RATIO = 0.95;
    private static final double HOT_KEYS_PER_SECOND = 1e6;

    @Override
    public String name() {
        return "cache";
    }

    @Override
    public PartReport run(final BenchmarkSettings settings)
            throws IOException, InitializationException, RunnerException, RocksDBException {
        final CacheSpeeds speeds = CacheSpeeds.measure(settings);
        final SpeedRatio besideGet = speeds.ratio("MemoryBenchmark.getAllBesideGet");
        final SpeedRatio besideGetAll = speeds.ratio("MemoryBenchmark.getAllBesideGetAll");
        final SpeedRatio getOrEmbed = speeds.ratio("MemoryBenchmark.getOrEmbedBesideGet");
        final SpeedRatio read = speeds.ratio("DurableReadBenchmark.getAll");
        final SpeedRatio write = speeds.ratio("DurableWriteBenchmark.putAll false");
        final SpeedRatio syncWrite = speeds.ratio("DurableWriteBenchmark.putAll true");
        final double hot = speeds.fastest("MemoryBenchmark.hotKeys");
        final PartReport report = new PartReport(
                        "The cache, vectors of 4096 bytes, 500 keys per call, one thread",
                        "What",
                        "Keys per second",
                        "Ratio",
                        "In single seconds",
                        "Ratio of all time")
                .record(besideGet.bareCells("bare Ehcache off-heap, get in a loop"))
                .record(besideGet.serviceCells("getAll from memory (off-heap)"))
                .record(besideGetAll.bareCells("bare Ehcache off-heap, getAll"))
                .record(besideGetAll.serviceCells("getAll from memory (off-heap)"))
                .record(getOrEmbed.bareCells("bare Ehcache off-heap, get in a loop"))
                .record(getOrEmbed.serviceCells("getOrEmbed from memory, nothing to embed"))
                .record(read.bareCells("bare RocksDB multiGetAsList"))
                .record(read.serviceCells("getAll from the directory, 100,000 vectors"))
                .record(write.bareCells("bare RocksDB write, not synced"))
                .record(write.serviceCells("putAll, not synced"))
                .record(syncWrite.bareCells("bare RocksDB write, synced"))
                .record(syncWrite.serviceCells("putAll, synced"))
                .record("getAll of 2,000 hot keys, 5,000 heap entries", SpeedRatio.keys(hot), "", "", "")
                .note(
                        "service and bare store work call by call in turn; keys per second are those of the call in the middle, ratios those of the turn in the middle")
                .note("all time also counts calls that waited, for instance for RocksDB to make room");
        compare(
                report,
                "getAll from memory",
                besideGet.ratio() < besideGetAll.ratio() ? besideGet : besideGetAll,
                "bare Ehcache",
                LEAST_READ_RATIO);
        compare(report, "getAll from the directory", read, "bare RocksDB", LEAST_READ_RATIO);
        compare(report, "putAll, not synced,", write, "bare RocksDB", LEAST_WRITE_RATIO);
        compare(report, "putAll, synced,", syncWrite, "bare RocksDB", LEAST_WRITE_RATIO);
        return report.verdict(
                hot > HOT_KEYS_PER_SECOND,
                "hot keys are found at %s keys per second".formatted(SpeedRatio.keys(hot)),
                "over 1,000,000");
    }

    private static void compare(
            final PartReport report,
            final String what,
            final SpeedRatio measured,
            final String than,
            final double least) {
        report.verdict(
                measured.ratio() >= least,
                "%s has %s times the speed of %s".formatted(what, SpeedRatio.text(measured.ratio()), than),
                "at least " + SpeedRatio.text(least));
    }
}
