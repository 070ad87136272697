/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.system;

import java.util.List;
import java.util.stream.Stream;

/**
 * The outcome of a run.
 *
 * @param events what happened, and what was skipped
 * @param records given to the flow
 * @param rejected of them, with an error
 * @param jobs created jobs
 * @param billed requests of jobs and in real time
 * @param billedTwice requests of a second job for the same submission, or more than the files need
 * @param orphans files and jobs on the server that no FlowFile refers to
 * @param faults what must not be
 * @param repeated record IDs that came out more than once, which must not be either, unless NiFi had their FlowFile
 *     twice
 * @param missing what has not come out, which must not be either, unless NiFi has lost its content
 */
record ChaosOutcome(
        ChaosPlan plan,
        List<String> events,
        int records,
        int rejected,
        int jobs,
        long billed,
        long billedTwice,
        int orphans,
        List<String> faults,
        List<String> repeated,
        List<String> missing) {

    private static final String PASSED = "passed";

    /** Of a run in which NiFi lost content, or had a FlowFile twice, on a full disk. */
    private static final String DAMAGED_BY_NIFI = "NiFi lost or repeated a FlowFile";

    private static final String FAILED = "failed";

    /**
     * Returns what is wrong.
     *
     * @param damage what NiFi has done on a full disk
     */
    List<String> wrong(final FlowFileDamage damage) {
        return Stream.of(
                        faults.stream(),
                        repeated.stream()
                                .filter(id -> !damage.repeated().contains(plan.filename(id)))
                                .map("twice: "::concat),
                        damage.contentLost() ? Stream.<String>empty() : missing.stream())
                .flatMap(wrong -> wrong)
                .toList();
    }

    /**
     * Returns {@link #PASSED}, {@link #DAMAGED_BY_NIFI}, or that the run failed.
     */
    private String result(final FlowFileDamage damage) {
        if (!wrong(damage).isEmpty()) {
            return FAILED;
        }
        return wrong(FlowFileDamage.NONE).isEmpty() ? PASSED : DAMAGED_BY_NIFI;
    }

    /**
     * Returns a line of comma-separated values.
     *
     * @param together number of runs that share a NiFi, by which they can be repeated
     * @param damage what NiFi has done on a full disk
     * @param commit of the project
     */
    String line(final int together, final FlowFileDamage damage, final String commit) {
        return "%d,%d,%s,%s,%s,%d,%d,%d,%d,%d,%d,%s,%s"
                .formatted(
                        plan.seed(),
                        together,
                        plan.title(),
                        String.join("; ", plan.kinds()),
                        String.join("; ", events),
                        records,
                        rejected,
                        jobs,
                        billed,
                        billedTwice,
                        orphans,
                        result(damage),
                        commit);
    }
}
