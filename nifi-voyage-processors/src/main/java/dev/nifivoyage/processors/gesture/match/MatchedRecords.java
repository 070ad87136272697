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
 * What became of the records of a FlowFile. Each FlowFile is null when it has no record.
 *
 * @param matched the records that have a label, and those that have none unless they are routed for themselves
 * @param unknown the records that no label is similar enough to, if they are routed for themselves
 * @param transitions copies of the records with which a performer went to another label
 * @param failed the records that could not be compared
 * @param counts numbers of records
 * @param rejection how many records are refused, and why the first is, for the log; null when none is
 */
public record MatchedRecords(
        List<FlowFile> matched,
        List<FlowFile> unknown,
        List<FlowFile> transitions,
        List<FlowFile> failed,
        Counts counts,
        String rejection) {

    /**
     * Numbers of records.
     *
     * @param matched with a label
     * @param unknown without
     * @param transitions of all of them, those that completed a transition
     * @param failed that could not be compared
     */
    public record Counts(long matched, long unknown, long transitions, long failed) {}
}
