/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.benchmark.cache;

import dev.nifivoyage.benchmark.BenchmarkSettings;
import org.apache.nifi.reporting.InitializationException;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.rocksdb.RocksDBException;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs the cache benchmarks, each in several new JVMs, because compilation differs from JVM to JVM.
 */
final class CacheSpeeds {
    private static final int JVMS = 2;
    private static final int FULL_JVMS = 5;
    private static final int WARM_UPS = 2;
    private static final int MEMORY_ITERATIONS = 3;
    private static final int READ_ITERATIONS = 6;
    // the disk is the noisiest part
    private static final int WRITE_ITERATIONS = 10;
    private static final TimeValue ITERATION_TIME = TimeValue.seconds(1);

    // suppresses warnings about Unsafe in JMH and Ehcache; older JVMs do not have the option
    private static final String QUIET_UNSAFE = "--sun-misc-unsafe-memory-access=allow";

    private final Map<String, List<IterationResult>> results = new HashMap<>();

    private CacheSpeeds() {}

    static CacheSpeeds measure(final BenchmarkSettings settings)
            throws IOException, InitializationException, RunnerException, RocksDBException {
        final Path filled = settings.directory().resolve(DurableReadBenchmark.FILLED);
        try (RunningCache cache = RunningCache.durable(filled, false)) {
            cache.fill(new Vectors(), DurableReadBenchmark.KEYS);
        }
        try (BareRocks rocks = BareRocks.sameFiles(filled)) {
            rocks.linkTo(settings.directory().resolve(DurableReadBenchmark.LINKED));
        }

        final CacheSpeeds speeds = new CacheSpeeds();
        speeds.run(settings, MemoryBenchmark.class, MEMORY_ITERATIONS);
        speeds.run(settings, DurableReadBenchmark.class, READ_ITERATIONS);
        speeds.run(settings, DurableWriteBenchmark.class, WRITE_ITERATIONS);
        return speeds;
    }

    /**
     * Returns the ratio of a benchmark with alternating calls of service and bare store.
     *
     * @param benchmark class and method, with the value of its parameter, if any
     */
    SpeedRatio ratio(final String benchmark) {
        return new SpeedRatio(iterations(benchmark).stream()
                .map(iteration -> new SpeedRatio.Iteration(
                        figure(iteration, "ratio"),
                        figure(iteration, "serviceMedian"),
                        figure(iteration, "bareMedian"),
                        figure(iteration, "serviceTotal"),
                        figure(iteration, "bareTotal")))
                .toList());
    }

    /**
     * Returns the keys per second of the fastest iteration of a benchmark of the service.
     *
     * @param benchmark class and method
     */
    double fastest(final String benchmark) {
        return iterations(benchmark).stream()
                .mapToDouble(iteration -> iteration.getPrimaryResult().getScore())
                .max()
                .orElseThrow();
    }

    private List<IterationResult> iterations(final String benchmark) {
        final List<IterationResult> iterations = results.get(benchmark);
        if (iterations == null) {
            throw new IllegalArgumentException("%s was not run".formatted(benchmark));
        }

        return iterations;
    }

    private void run(final BenchmarkSettings settings, final Class<?> benchmarks, final int iterations)
            throws RunnerException {
        settings.progress().printf("  %s%n", benchmarks.getSimpleName());
        new Runner(options(benchmarks, settings.directory(), settings.full() ? FULL_JVMS : JVMS, iterations))
                .run()
                .forEach(this::add);
    }

    private void add(final RunResult result) {
        final String benchmark = result.getParams()
                .getBenchmark()
                .substring(CacheSpeeds.class.getPackageName().length() + 1);
        final String syncWrites = result.getParams().getParam("syncWrites");
        final List<IterationResult> all = results.computeIfAbsent(
                syncWrites == null ? benchmark : benchmark + " " + syncWrites, key -> new ArrayList<>());
        for (final BenchmarkResult fork : result.getBenchmarkResults()) {
            all.addAll(fork.getIterationResults());
        }
    }

    private static double figure(final IterationResult iteration, final String name) {
        return iteration.getSecondaryResults().get(name).getScore();
    }

    private static Options options(
            final Class<?> benchmarks, final Path directory, final int jvms, final int iterations) {
        return new OptionsBuilder()
                .include("^" + benchmarks.getName().replace(".", "\\.") + "\\.")
                .param("directory", directory.toString())
                .mode(Mode.Throughput)
                .timeUnit(TimeUnit.SECONDS)
                .threads(1)
                .forks(jvms)
                .warmupIterations(WARM_UPS)
                .warmupTime(ITERATION_TIME)
                .measurementIterations(iterations)
                .measurementTime(ITERATION_TIME)
                .jvmArgs(
                        "-Xmx1g",
                        "-XX:MaxDirectMemorySize=512m",
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:+IgnoreUnrecognizedVMOptions",
                        QUIET_UNSAFE)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .build();
    }
}
