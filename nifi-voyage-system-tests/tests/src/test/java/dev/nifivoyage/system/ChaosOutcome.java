/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.system;

import java.util.List;

/**
 * The outcome of a run.
 *
 * @param records given to the flow
 * @param rejected of them, with an error
 * @param jobs created jobs
 * @param billed requests of jobs and in real time
 * @param billedTwice requests of a second job for the same submission
 * @param filesLeft files on the server that no FlowFile refers to
 * @param faults what must not be
 */
record ChaosOutcome(
        ChaosPlan plan,
        int records,
        int rejected,
        int jobs,
        long billed,
        long billedTwice,
        int filesLeft,
        List<String> faults) {
    static final String HEADER =
            "| Seed | Kills | Records | Refused | Distinct texts | Jobs | Requests billed | Billed twice | Files left | Deletes its files | Faults |\n"
                    + "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |";

    String record() {
        return "| %d | %d | %d | %d | %d | %d | %d | %d | %d | %s | %s |"
                .formatted(
                        plan.seed(),
                        plan.kills().size(),
                        records,
                        rejected,
                        plan.distinctTexts(),
                        jobs,
                        billed,
                        billedTwice,
                        filesLeft,
                        plan.deletesRemoteFiles() ? "yes" : "no",
                        faults.isEmpty() ? "none" : faults.size());
    }
}
