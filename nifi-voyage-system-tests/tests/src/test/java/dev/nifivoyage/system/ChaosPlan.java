/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.system;

import dev.nifivoyage.local.fault.ConnectionResets;
import dev.nifivoyage.local.fault.Fault;
import dev.nifivoyage.local.fault.FaultPlan;
import dev.nifivoyage.local.fault.StatusBursts;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * All that a run of the chaos test draws: its files, the faults of its server, and the moments at which NiFi is killed.
 * The same seed draws the same.
 *
 * @param seed of the run
 * @param files texts by name of the file; texts repeat within a file and across files, and some are blank
 * @param faults of the server, one plan for each time between two kills
 * @param kills one moment for each kill
 * @param deletesRemoteFiles whether the flow deletes its files at Voyage
 */
record ChaosPlan(
        long seed,
        Map<String, List<String>> files,
        List<FaultPlan> faults,
        List<Kill> kills,
        boolean deletesRemoteFiles) {
    private static final int FILES = 8;
    private static final int POOL = 300;
    private static final Call CREATE_BATCH = new Call("POST", "/v1/batches");
    private static final List<Call> CALLS = List.of(
            new Call("POST", "/v1/files"),
            CREATE_BATCH,
            new Call("GET", "/v1/batches"),
            new Call("GET", "/v1/batches/*"),
            new Call("GET", "/v1/files/*/content"),
            new Call("POST", "/v1/embeddings"));

    static ChaosPlan of(final long seed, final int kills) {
        final SplittableRandom random = new SplittableRandom(seed);
        final boolean deletes = random.nextBoolean();
        return new ChaosPlan(
                seed,
                files(random.split()),
                faults(random.split(), kills + 1, deletes),
                kills(random.split(), kills),
                deletes);
    }

    int records() {
        return files.values().stream().mapToInt(List::size).sum();
    }

    long distinctTexts() {
        return files.values().stream()
                .flatMap(List::stream)
                .filter(text -> !text.isBlank())
                .distinct()
                .count();
    }

    private static Map<String, List<String>> files(final SplittableRandom random) {
        final Map<String, List<String>> files = new LinkedHashMap<>();
        for (int i = 0; i < FILES; i++) {
            final List<String> texts = new ArrayList<>();
            final int records = random.nextInt(20, 200);
            for (int j = 0; j < records; j++) {
                texts.add(
                        random.nextInt(40) == 0
                                ? "  "
                                : "Step " + random.nextInt(POOL) + ": the weight shifts to the other foot");
            }
            files.put("steps-" + i + ".json", texts);
        }
        return files;
    }

    private static List<FaultPlan> faults(final SplittableRandom random, final int count, final boolean deletes) {
        return IntStream.range(0, count).mapToObj(i -> faults(random, deletes)).toList();
    }

    private static FaultPlan faults(final SplittableRandom random, final boolean deletes) {
        final List<Fault> faults = new ArrayList<>(some(
                random,
                4,
                () -> any(random, CALLS)
                        .rejected(any(random, List.of(429, 500, 502, 503)))
                        .times(random.nextInt(1, 4))));
        if (random.nextInt(3) == 0) {
            faults.add(CREATE_BATCH.rejected(429).retryAfter(2).times(2));
        }
        faults.addAll(some(
                random,
                4,
                () -> any(random, CALLS)
                        .reset(any(random, List.of(Fault.resetBefore(), Fault.resetAfter())))
                        .times(random.nextInt(1, 3))));
        if (random.nextInt(2) == 0) {
            faults.add(CREATE_BATCH.reset(Fault.resetAfter()));
        }
        faults.addAll(some(random, 2, () -> Fault.truncation(random.nextInt(1, 200_000))));
        faults.add(Fault.expiredUrls(random.nextInt(3)));
        if (!random.nextBoolean()) {
            faults.add(Fault.lag("batch_list", random.nextInt(5_000) + "ms"));
            faults.add(Fault.lag("batch", random.nextInt(2_000) + "ms"));
            faults.add(Fault.lag("file", random.nextInt(2_000) + "ms"));
        }
        faults.add(Fault.delay("in_progress", random.nextInt(100, 3_000) + "ms"));
        faults.add(Fault.lines().response(share(random)).error(share(random)));
        if (!deletes) {
            // DownloadBatchResults keeps the files of a job with missing results
            faults.add(
                    Fault.output().drop(share(random)).duplicate(share(random)).malform(share(random)));
            if (random.nextInt(4) == 0) {
                faults.add(Fault.expire(0.5));
            }
        }
        return FaultPlan.of(faults.toArray(Fault[]::new));
    }

    private static double share(final SplittableRandom random) {
        return random.nextBoolean() ? 0 : random.nextInt(1, 3) / 100.0;
    }

    private static List<Fault> some(final SplittableRandom random, final int atMost, final Supplier<Fault> one) {
        return IntStream.range(0, random.nextInt(atMost + 1))
                .mapToObj(i -> one.get())
                .toList();
    }

    private static <T> T any(final SplittableRandom random, final List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    private static List<Kill> kills(final SplittableRandom random, final int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new Kill(random.nextInt(1, 60), random.nextInt(400)))
                .toList();
    }

    private record Call(String method, String path) {

        StatusBursts.Burst rejected(final int status) {
            return Fault.status(status).on(method, path);
        }

        ConnectionResets.Reset reset(final ConnectionResets.Reset reset) {
            return reset.on(method, path);
        }
    }

    /**
     * When NiFi is killed: counted in calls to the server, so that the moment does not depend on the speed of the
     * machine.
     *
     * @param calls that the server has had since NiFi was started
     * @param millis after the last of them
     */
    record Kill(int calls, int millis) {}
}
