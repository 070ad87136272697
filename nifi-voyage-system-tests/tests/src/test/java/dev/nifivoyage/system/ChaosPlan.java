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
import dev.nifivoyage.local.fault.Stalls;
import dev.nifivoyage.local.fault.StatusBursts;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * All that a run draws: its flow and files, the faults of its server, and what happens when. The same seed draws the
 * same.
 *
 * @param seed of the run
 * @param flow the flow; consecutive seeds have different ones
 * @param faults of the server, one plan for each time between two events
 * @param moments one for each event
 * @param gathers true if small files are gathered into one job
 * @param deletesRemoteFiles true if the flow deletes its files at Voyage
 * @param tasks threads that may run each processor of the bundle at the same time
 * @param inCluster true if it runs on the nodes of a cluster
 */
record ChaosPlan(
        long seed,
        ChaosFlow flow,
        List<ChaosInput> inputs,
        List<FaultPlan> faults,
        List<Moment> moments,
        boolean gathers,
        boolean deletesRemoteFiles,
        int tasks,
        boolean inCluster) {
    private static final Call CREATE_BATCH = new Call("POST", "/v1/batches");
    private static final List<Call> CALLS = List.of(
            new Call("POST", "/v1/files"),
            CREATE_BATCH,
            new Call("GET", "/v1/batches"),
            new Call("GET", "/v1/batches/*"),
            new Call("GET", "/v1/files/*/content"),
            new Call("POST", "/v1/embeddings"),
            new Call("POST", "/v1/rerank"));
    private static final int MANY_TASKS = 8;
    private static final List<ChaosEvent> EVENTS = List.of(
            ChaosEvent.KILL,
            ChaosEvent.KILL,
            ChaosEvent.KILL,
            ChaosEvent.SHUTDOWN,
            ChaosEvent.RESTART,
            ChaosEvent.TERMINATE,
            ChaosEvent.TERMINATE,
            ChaosEvent.SERVICES,
            ChaosEvent.CACHE_REMOVED,
            ChaosEvent.DISK_FULL);
    /** Taken in turn: the runs of a cluster meet few events, and of each ten events each of these happens. */
    private static final List<ChaosEvent> CLUSTER_EVENTS = List.of(
            ChaosEvent.KILL,
            ChaosEvent.OFFLOAD,
            ChaosEvent.SHUTDOWN,
            ChaosEvent.KILL,
            ChaosEvent.PRIMARY_DISCONNECTED,
            ChaosEvent.RESTART,
            ChaosEvent.OFFLOAD,
            ChaosEvent.PRIMARY_KILLED,
            ChaosEvent.KILL,
            ChaosEvent.DISCONNECT);

    private static final int NODES = 2;

    static ChaosPlan of(final long seed, final int events) {
        return of(seed, events, ChaosFlow.ALL.get((int) Math.floorMod(seed - 1, (long) ChaosFlow.ALL.size())), false);
    }

    /** Draws a run on two nodes. */
    static ChaosPlan inCluster(final long seed, final int events) {
        return of(seed, events, new EmbeddedRecords(), true);
    }

    private static ChaosPlan of(final long seed, final int events, final ChaosFlow flow, final boolean inCluster) {
        // similar seeds of this generator draw similar numbers at first
        final SplittableRandom random = new SplittableRandom(seed).split();
        final boolean deletes = flow.downloads() && random.nextBoolean();
        final boolean gathers = random.nextBoolean();
        final SplittableRandom faults = random.split();
        return new ChaosPlan(
                seed,
                flow,
                flow.inputs(random.split()),
                IntStream.range(0, events + 1)
                        .mapToObj(i -> faults(faults, flow, deletes))
                        .toList(),
                inCluster ? momentsInCluster(seed, random.split(), events) : moments(random.split(), events),
                gathers,
                deletes,
                random.nextBoolean() ? MANY_TASKS : 1,
                inCluster);
    }

    /** Returns the name of the flow, and where it runs. */
    String title() {
        return flow.name() + (inCluster ? " (cluster)" : "");
    }

    int records() {
        return inputs.stream().mapToInt(input -> input.records().size()).sum();
    }

    /**
     * Returns the name of the file of a record, or an empty text if there is none.
     */
    String filename(final String recordId) {
        return inputs.stream()
                .filter(input -> input.records().stream()
                        .anyMatch(record -> recordId.equals(record.path("id").asText())))
                .map(ChaosInput::filename)
                .findFirst()
                .orElse("");
    }

    /** Returns the files of a phase. */
    List<ChaosInput> inputs(final int phase) {
        return IntStream.range(0, inputs.size())
                .filter(i -> i % faults.size() == phase)
                .mapToObj(inputs::get)
                .toList();
    }

    /** Returns the greatest number of requests that may be billed in jobs if the server loses no result. */
    long maximumBilled() {
        return inputs.stream().mapToLong(ChaosInput::requests).sum();
    }

    /** Returns whether the server may lose results, which are then paid for again. */
    boolean losesResults() {
        return faults.stream()
                .anyMatch(plan -> plan.output().drop() + plan.output().malform() > 0
                        || plan.batches().stream().anyMatch(batch -> batch.afterFraction() > 0));
    }

    /** Returns the kinds of faults that the server may inject, and whether many threads meet them. */
    Set<String> kinds() {
        final Set<String> kinds = new TreeSet<>();
        add(kinds, tasks + " concurrent tasks", tasks > 1);
        for (final FaultPlan plan : faults) {
            add(kinds, "status", !plan.statuses().isEmpty());
            add(kinds, "reset", !plan.resets().isEmpty());
            plan.stalls().forEach(stall -> kinds.add(stall.when() == Stalls.Moment.INSTEAD ? "half-open" : "stall"));
            add(kinds, "cut-off download", !plan.truncations().isEmpty());
            add(kinds, "expired URL", plan.expiredUrls() > 0);
            add(kinds, "late list", plan.lags().containsKey("batch_list"));
            add(kinds, "stale list", plan.lags().containsKey("batch_list_age"));
            add(kinds, "failed request", plan.lines().response() + plan.lines().error() > 0);
            add(
                    kinds,
                    "bad line",
                    plan.output().drop()
                                    + plan.output().duplicate()
                                    + plan.output().malform()
                            > 0);
            add(kinds, "rejected text", !plan.rejections().isEmpty());
            plan.batches()
                    .forEach(batch -> kinds.add(
                            switch (batch.kind()) {
                                case FAIL_VALIDATION -> "failed job";
                                case EXPIRE -> "expired job";
                                case STUCK -> "stuck job";
                                case UNKNOWN_STATUS -> "unknown status";
                            }));
        }
        return kinds;
    }

    private static void add(final Set<String> kinds, final String kind, final boolean drawn) {
        if (drawn) {
            kinds.add(kind);
        }
    }

    private static FaultPlan faults(final SplittableRandom random, final ChaosFlow flow, final boolean deletes) {
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
        addSilence(faults, random);
        faults.addAll(some(random, 2, () -> Fault.truncation(random.nextInt(1, 200_000))));
        faults.add(Fault.expiredUrls(random.nextInt(3)));
        if (!random.nextBoolean()) {
            faults.add(Fault.lag("batch_list", random.nextInt(5_000) + "ms"));
            faults.add(Fault.lag("batch", random.nextInt(2_000) + "ms"));
            faults.add(Fault.lag("file", random.nextInt(2_000) + "ms"));
        }
        if (random.nextInt(3) == 0) {
            faults.add(Fault.lag("batch_list_age", random.nextInt(1_000, 8_000) + "ms"));
        }
        faults.add(Fault.delay("in_progress", random.nextInt(100, 3_000) + "ms"));
        if (random.nextInt(4) == 0) {
            faults.add(Fault.unknownStatus("paused"));
        }
        if (flow.downloads()) {
            faults.add(Fault.lines().response(share(random)).error(share(random)));
            if (random.nextInt(6) == 0) {
                faults.add(Fault.failValidation());
            }
        } else if (random.nextInt(3) == 0) {
            faults.add(Fault.rejection(any(random, List.of("fist", "hip", "forward"))));
        }
        if (flow.downloads() && !deletes) {
            // DownloadBatchResults keeps the files of a job with missing results
            faults.add(
                    Fault.output().drop(share(random)).duplicate(share(random)).malform(share(random)));
            if (random.nextInt(4) == 0) {
                faults.add(Fault.expire(0.5));
            }
        }
        return FaultPlan.of(faults.toArray(Fault[]::new));
    }

    // the client waits for five seconds
    private static void addSilence(final List<Fault> faults, final SplittableRandom random) {
        faults.addAll(some(
                random,
                2,
                () -> any(random, CALLS)
                        .stalled(Fault.stall(random.nextInt(500, 9_000) + "ms")
                                .when(any(random, List.of(Stalls.Moment.BEFORE, Stalls.Moment.AFTER))))));
        if (random.nextInt(3) == 0) {
            faults.add(Fault.stall(random.nextInt(6_000, 20_000) + "ms").on("POST", "/v1/batches"));
        }
        if (random.nextInt(3) == 0) {
            faults.add(any(random, CALLS).stalled(Fault.halfOpen(random.nextInt(8_000, 20_000) + "ms")));
        }
        if (random.nextInt(4) == 0) {
            faults.add(Fault.truncation(random.nextInt(1, 100_000)).stalled(random.nextInt(1_000, 8_000) + "ms"));
        }
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

    private static List<Moment> moments(final SplittableRandom random, final int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new Moment(any(random, EVENTS), random.nextInt(1, 60), random.nextInt(400), 0))
                .toList();
    }

    // the first event of a run, and the second one of the next: in groups of four runs, all in turn
    private static List<Moment> momentsInCluster(final long seed, final SplittableRandom random, final int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new Moment(
                        CLUSTER_EVENTS.get((int) Math.floorMod(seed + 2L * i, (long) CLUSTER_EVENTS.size())),
                        random.nextInt(1, 60),
                        random.nextInt(400),
                        random.nextInt(NODES)))
                .toList();
    }

    private record Call(String method, String path) {

        StatusBursts.Burst rejected(final int status) {
            return Fault.status(status).on(method, path);
        }

        ConnectionResets.Reset reset(final ConnectionResets.Reset reset) {
            return reset.on(method, path);
        }

        Stalls.Stall stalled(final Stalls.Stall stall) {
            return stall.on(method, path);
        }
    }

    /**
     * When something happens: counted in calls to the server, so that the moment does not depend on the speed of the
     * machine.
     *
     * @param calls that the server has had since the last event
     * @param millis after the last of them
     * @param node of a cluster, if it happens to one
     */
    record Moment(ChaosEvent event, int calls, int millis, int node) {}
}
