/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture.match;

import org.apache.nifi.flowfile.FlowFile;

import java.util.List;

/**
 * The FlowFiles with the matched records of one FlowFile.
 *
 * @param matched records with a label, and records without one unless they are routed separately
 * @param unknown records without a label, if they are routed separately
 * @param transitions copies of the records that completed a transition
 * @param rejected records that could not be compared
 * @param rejection summary of the rejected records for the log; null if there are none
 */
public record MatchedRecords(
        List<FlowFile> matched,
        List<FlowFile> unknown,
        List<FlowFile> transitions,
        List<FlowFile> rejected,
        Counts counts,
        String rejection) {

    /**
     * Numbers of records.
     *
     * @param transitions records that completed a transition, which are also counted as matched or unknown
     */
    public record Counts(long matched, long unknown, long transitions, long rejected) {}
}
