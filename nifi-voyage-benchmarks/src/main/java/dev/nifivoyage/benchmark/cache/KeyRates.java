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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Keys per second of each cache benchmark. All are run in several rounds, each time in a new JVM, so that what is compared has its share of the quiet and of
 * the busy times of the machine.
 */
final class KeyRates {
    private static final int ROUNDS = 2;
    private static final int FULL_ROUNDS = 5;
    // the disk is the noisiest part: many short runs, that take turns
    private static final int WRITES_PER_ROUND = 2;
    private static final int WARM_UPS = 2;
    private static final int ITERATIONS = 3;
    private static final TimeValue WARM_UP_TIME = TimeValue.milliseconds(600);
    private static final TimeValue ITERATION_TIME = TimeValue.milliseconds(500);

    // JMH's and Ehcache's use of Unsafe is not worth a warning here; older JVMs do not know the option, and have nothing to warn of
    private static final String QUIET_UNSAFE = "--sun-misc-unsafe-memory-access=allow";

    private final Map<String, List<Double>> rates = new HashMap<>();

    private KeyRates() {
    }

    static KeyRates measure(final BenchmarkSettings settings) throws IOException, InitializationException, RunnerException {
        final Path filled = settings.directory().resolve("filled");
        try (RunningCache cache = RunningCache.durable(filled, false)) {
            cache.fill(new Vectors(), DurableReadBenchmark.KEYS);
        }

        final KeyRates rates = new KeyRates();
        final int rounds = settings.full() ? FULL_ROUNDS : ROUNDS;
        for (int round = 1; round <= rounds; round++) {
            settings.progress().printf("  round %d of %d%n", round, rounds);
            final Path empty = Files.createDirectory(settings.directory().resolve("round-" + round));
            rates.add(new Runner(options(MemoryBenchmark.class, filled)).run());
            rates.add(new Runner(options(DurableReadBenchmark.class, filled)).run());
            for (int writes = 0; writes < WRITES_PER_ROUND; writes++) {
                rates.add(new Runner(options(DurableWriteBenchmark.class, empty)).run());
            }
        }

        return rates;
    }

    /**
     * Of a benchmark that does not write.
     *
     * @param benchmark class and method
     */
    KeyRate of(final String benchmark) {
        return of(benchmark, null);
    }

    /**
     * Of a benchmark.
     *
     * @param benchmark class and method
     * @param syncWrites its parameter, or null when it has none
     */
    KeyRate of(final String benchmark, final String syncWrites) {
        final List<Double> all = rates.get(name(benchmark, syncWrites));
        if (all == null) {
            throw new IllegalArgumentException("%s was not run".formatted(name(benchmark, syncWrites)));
        }

        final List<Double> sorted = new ArrayList<>(all);
        Collections.sort(sorted);
        final double median = (sorted.get((sorted.size() - 1) / 2) + sorted.get(sorted.size() / 2)) / 2;
        return new KeyRate(syncWrites == null ? sorted.getLast() : median, median);
    }

    private void add(final Iterable<RunResult> results) {
        for (final RunResult result : results) {
            final String method = result.getParams().getBenchmark();
            final String benchmark = method.substring(KeyRates.class.getPackageName().length() + 1);
            final List<Double> all = rates.computeIfAbsent(name(benchmark, result.getParams().getParam("syncWrites")), key -> new ArrayList<>());
            for (final BenchmarkResult fork : result.getBenchmarkResults()) {
                for (final IterationResult iteration : fork.getIterationResults()) {
                    all.add(iteration.getPrimaryResult().getScore());
                }
            }
        }
    }

    private static String name(final String benchmark, final String syncWrites) {
        return syncWrites == null ? benchmark : benchmark + " " + syncWrites;
    }

    private static Options options(final Class<?> benchmarks, final Path directory) {
        return new OptionsBuilder()
            .include("^" + benchmarks.getName().replace(".", "\\.") + "\\.")
            .param("directory", directory.toString())
            .mode(Mode.Throughput)
            .timeUnit(TimeUnit.SECONDS)
            .threads(1)
            .forks(1)
            .warmupIterations(WARM_UPS)
            .warmupTime(WARM_UP_TIME)
            .measurementIterations(ITERATIONS)
            .measurementTime(ITERATION_TIME)
            .jvmArgs("-Xmx1g", "-XX:MaxDirectMemorySize=512m", "--enable-native-access=ALL-UNNAMED", "-XX:+IgnoreUnrecognizedVMOptions", QUIET_UNSAFE)
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT)
            .build();
    }
}
