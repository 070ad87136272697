/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.fault;

/**
 * One fault of a {@link FaultPlan}, written fluently: {@code Fault.status(429).on("POST", "/v1/batches").times(2)}. A
 * fault without a count happens once.
 */
public sealed interface Fault
        permits StatusBursts.Burst,
                ConnectionResets.Reset,
                Stalls.Stall,
                DownloadFaults.Truncation,
                Fault.ExpiredUrls,
                OutputFaults.Shares,
                LineFailures.Shares,
                TextRejections.Rule,
                BatchFaults.BatchFault,
                Fault.Delay,
                Fault.Lag {

    /**
     * Rejects requests with an HTTP status.
     */
    static StatusBursts.Burst status(final int status) {
        return new StatusBursts.Burst(null, null, status, null, null, null);
    }

    /**
     * Resets the connection before the request takes effect.
     */
    static ConnectionResets.Reset resetBefore() {
        return new ConnectionResets.Reset(null, null, ConnectionResets.Moment.BEFORE, null);
    }

    /**
     * Resets the connection after the request took effect, in place of a response.
     */
    static ConnectionResets.Reset resetAfter() {
        return new ConnectionResets.Reset(null, null, ConnectionResets.Moment.AFTER, null);
    }

    /**
     * Keeps a request waiting before it takes effect.
     *
     * @param duration such as {@code 8s}, by the clock of the machine
     */
    static Stalls.Stall stall(final String duration) {
        return new Stalls.Stall(null, null, Stalls.Moment.BEFORE, duration, null);
    }

    /**
     * Neither handles nor answers a request, and keeps its connection open.
     *
     * @param duration time after which the connection is closed
     */
    static Stalls.Stall halfOpen(final String duration) {
        return stall(duration).when(Stalls.Moment.INSTEAD);
    }

    /**
     * Breaks off a download.
     */
    static DownloadFaults.Truncation truncation(final long afterBytes) {
        return new DownloadFaults.Truncation(afterBytes, null, null);
    }

    /**
     * Returns signed URLs that have already expired.
     */
    static ExpiredUrls expiredUrls(final int count) {
        return new ExpiredUrls(count);
    }

    /**
     * Drops, duplicates, or malforms lines of output files.
     */
    static OutputFaults.Shares output() {
        return OutputFaults.Shares.NONE;
    }

    /**
     * Fails requests of batches.
     */
    static LineFailures.Shares lines() {
        return LineFailures.Shares.NONE;
    }

    /**
     * Rejects real-time requests that have a text with this part.
     */
    static TextRejections.Rule rejection(final String contains) {
        return new TextRejections.Rule(contains, 0, null, null);
    }

    /**
     * Fails the validation of the next batch.
     */
    static BatchFaults.BatchFault failValidation() {
        return new BatchFaults.BatchFault(BatchFaults.Kind.FAIL_VALIDATION, null, null, 0, null, null, null);
    }

    /**
     * Lets the next batch expire.
     *
     * @param afterFraction share of the requests that are run before, 0 to 1
     */
    static BatchFaults.BatchFault expire(final double afterFraction) {
        return new BatchFaults.BatchFault(BatchFaults.Kind.EXPIRE, null, null, afterFraction, null, null, null);
    }

    /**
     * Keeps the next batch {@code in_progress}.
     */
    static BatchFaults.BatchFault stuck() {
        return stuck(null);
    }

    /**
     * Keeps the next batch in a state.
     */
    static BatchFaults.BatchFault stuck(final String state) {
        return new BatchFaults.BatchFault(BatchFaults.Kind.STUCK, state, null, 0, null, null, null);
    }

    /**
     * Shows an undocumented status while the next batch is {@code in_progress}.
     */
    static BatchFaults.BatchFault unknownStatus(final String status) {
        return new BatchFaults.BatchFault(BatchFaults.Kind.UNKNOWN_STATUS, null, status, 0, null, null, null);
    }

    /**
     * Keeps all batches in a state for a time.
     *
     * @param duration such as {@code 4m}
     */
    static Delay delay(final String state, final String duration) {
        return new Delay(state, duration);
    }

    /**
     * Hides new things for a time, or lists batches as they were.
     *
     * @param place {@code batch_list}, {@code batch}, {@code file}, or {@code batch_list_age}
     * @param duration such as {@code 5s}
     */
    static Lag lag(final String place, final String duration) {
        return new Lag(place, duration);
    }

    record ExpiredUrls(int count) implements Fault {}

    record Delay(String state, String duration) implements Fault {}

    record Lag(String place, String duration) implements Fault {}
}
