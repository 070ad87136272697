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
        List<String> missing) {

    private static final String PASSED = "passed";

    /** Of a run in which NiFi lost content on a full disk. */
    private static final String CONTENT_LOST = "NiFi lost content";

    private static final String FAILED = "failed";

    /**
     * Returns what is wrong.
     *
     * @param contentLost whether NiFi has lost content
     */
    List<String> wrong(final boolean contentLost) {
        return contentLost
                ? faults
                : Stream.concat(faults.stream(), missing.stream()).toList();
    }

    /**
     * Returns {@link #PASSED}, {@link #CONTENT_LOST}, or that the run failed.
     *
     * @param contentLost whether NiFi has lost content
     */
    private String result(final boolean contentLost) {
        if (!wrong(contentLost).isEmpty()) {
            return FAILED;
        }
        return missing.isEmpty() ? PASSED : CONTENT_LOST;
    }

    /**
     * Returns a line of comma-separated values.
     *
     * @param together number of runs that share a NiFi, by which they can be repeated
     * @param contentLost whether NiFi has lost content
     * @param commit of the project
     */
    String line(final int together, final boolean contentLost, final String commit) {
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
                        result(contentLost),
                        commit);
    }
}
