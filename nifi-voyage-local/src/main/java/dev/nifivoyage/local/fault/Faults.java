/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.fault;

import dev.nifivoyage.local.model.BatchState;

import java.time.Duration;
import java.util.Map;

/**
 * The current faults. Setting a plan restarts all counts.
 */
public final class Faults {

    private final long seed;
    private final Map<BatchState, Duration> usualDelays;
    private volatile Active active;

    /**
     * @param seed seed of random choices
     * @param usualDelays duration of states without a fault
     */
    public Faults(final long seed, final Map<BatchState, Duration> usualDelays) {
        this.seed = seed;
        this.usualDelays = Map.copyOf(usualDelays);
        set(FaultPlan.NONE);
    }

    /**
     * @throws IllegalArgumentException if the plan names an unknown state, place, or duration
     */
    public void set(final FaultPlan plan) {
        active = new Active(
                plan,
                new StatusBursts(plan.statuses()),
                new ConnectionResets(plan.resets()),
                new Stalls(plan.stalls()),
                new DownloadFaults(plan.truncations(), plan.expiredUrls()),
                new OutputFaults(plan.output(), seed),
                new LineFailures(plan.lines(), seed),
                new TextRejections(plan.rejections()),
                new BatchFaults(plan.batches()),
                new StateDelays(usualDelays, plan.delays()),
                new VisibilityLags(plan.lags()));
    }

    /**
     * Replaces the current faults.
     */
    public void set(final Fault... faults) {
        set(FaultPlan.of(faults));
    }

    /**
     * Sets the faults of a JSON text.
     *
     * @throws IllegalArgumentException if the text is not a plan
     */
    public void set(final String json) {
        set(FaultPlan.parse(json));
    }

    /**
     * Returns the seed of all random choices of the server.
     */
    public long seed() {
        return seed;
    }

    public void clear() {
        set(FaultPlan.NONE);
    }

    public FaultPlan plan() {
        return active.plan();
    }

    public StatusBursts statuses() {
        return active.statuses();
    }

    public ConnectionResets resets() {
        return active.resets();
    }

    public Stalls stalls() {
        return active.stalls();
    }

    public DownloadFaults downloads() {
        return active.downloads();
    }

    public OutputFaults output() {
        return active.output();
    }

    public LineFailures lines() {
        return active.lines();
    }

    public TextRejections rejections() {
        return active.rejections();
    }

    public BatchFaults batches() {
        return active.batches();
    }

    public StateDelays delays() {
        return active.delays();
    }

    public VisibilityLags lags() {
        return active.lags();
    }

    private record Active(
            FaultPlan plan,
            StatusBursts statuses,
            ConnectionResets resets,
            Stalls stalls,
            DownloadFaults downloads,
            OutputFaults output,
            LineFailures lines,
            TextRejections rejections,
            BatchFaults batches,
            StateDelays delays,
            VisibilityLags lags) {}
}
