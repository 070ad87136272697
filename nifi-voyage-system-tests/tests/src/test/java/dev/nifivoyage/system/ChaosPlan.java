/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.system;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * All that a run of the chaos test draws: its files, the faults of its server, and the moments at which NiFi is killed. The same seed draws the same.
 *
 * @param seed of the run
 * @param files texts by name of the file; texts repeat within a file and across files, and some are blank
 * @param faults of the server, one plan for each time between two kills
 * @param kills one moment for each kill
 * @param deletesRemoteFiles whether the flow deletes its files at Voyage
 */
record ChaosPlan(
        long seed, Map<String, List<String>> files, List<String> faults, List<Kill> kills, boolean deletesRemoteFiles) {
    private static final int FILES = 8;
    private static final int POOL = 300;
    private static final List<String> CALLS = List.of(
            "\"method\":\"POST\",\"path\":\"/v1/files\"",
            "\"method\":\"POST\",\"path\":\"/v1/batches\"",
            "\"method\":\"GET\",\"path\":\"/v1/batches\"",
            "\"method\":\"GET\",\"path\":\"/v1/batches/*\"",
            "\"method\":\"GET\",\"path\":\"/v1/files/*/content\"",
            "\"method\":\"POST\",\"path\":\"/v1/embeddings\"");

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

    private static List<String> faults(final SplittableRandom random, final int count, final boolean deletes) {
        return IntStream.range(0, count)
                .mapToObj(i -> "{" + faults(random) + (deletes ? "" : "," + lossesOfResults(random)) + "}")
                .toList();
    }

    // DownloadBatchResults keeps the files of a job of which it could not take everything
    private static String lossesOfResults(final SplittableRandom random) {
        return "\"output\":{\"drop\":%s,\"duplicate\":%s,\"malform\":%s},\"batches\":%s"
                .formatted(
                        share(random),
                        share(random),
                        share(random),
                        random.nextInt(4) == 0 ? List.of("{\"kind\":\"expire\",\"after_fraction\":0.5}") : List.of());
    }

    private static String faults(final SplittableRandom random) {
        final List<String> statuses = some(
                random,
                4,
                () -> "{%s,\"status\":%d,\"count\":%d}"
                        .formatted(any(random, CALLS), any(random, List.of(429, 500, 502, 503)), random.nextInt(1, 4)));
        if (random.nextInt(3) == 0) {
            statuses.add("{\"method\":\"POST\",\"path\":\"/v1/batches\",\"status\":429,\"retry_after\":2,\"count\":2}");
        }
        final List<String> resets = some(
                random,
                4,
                () -> "{%s,\"when\":\"%s\",\"count\":%d}"
                        .formatted(any(random, CALLS), any(random, List.of("before", "after")), random.nextInt(1, 3)));
        if (random.nextInt(2) == 0) {
            resets.add("{\"method\":\"POST\",\"path\":\"/v1/batches\",\"when\":\"after\",\"count\":1}");
        }
        final List<String> truncations =
                some(random, 2, () -> "{\"after_bytes\":%d,\"count\":1}".formatted(random.nextInt(1, 200_000)));
        return "\"statuses\":%s,\"resets\":%s,\"truncations\":%s,\"expired_urls\":%d,\"lags\":%s,\"delays\":{\"in_progress\":\"%dms\"},\"lines\":{\"response\":%s,\"error\":%s}"
                .formatted(
                        statuses,
                        resets,
                        truncations,
                        random.nextInt(3),
                        lags(random),
                        random.nextInt(100, 3_000),
                        share(random),
                        share(random));
    }

    private static String lags(final SplittableRandom random) {
        return random.nextBoolean()
                ? "{}"
                : "{\"batch_list\":\"%dms\",\"batch\":\"%dms\",\"file\":\"%dms\"}"
                        .formatted(random.nextInt(5_000), random.nextInt(2_000), random.nextInt(2_000));
    }

    private static String share(final SplittableRandom random) {
        return random.nextBoolean() ? "0" : "0.0" + random.nextInt(1, 3);
    }

    private static List<String> some(final SplittableRandom random, final int atMost, final Supplier<String> one) {
        return IntStream.range(0, random.nextInt(atMost + 1))
                .mapToObj(i -> one.get())
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private static <T> T any(final SplittableRandom random, final List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    private static List<Kill> kills(final SplittableRandom random, final int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new Kill(random.nextInt(1, 60), random.nextInt(400)))
                .toList();
    }

    /**
     * When NiFi is killed: counted in calls to the server, so that the moment does not depend on the speed of the machine.
     *
     * @param calls that the server has had since NiFi was started
     * @param millis after the last of them
     */
    record Kill(int calls, int millis) {}
}
