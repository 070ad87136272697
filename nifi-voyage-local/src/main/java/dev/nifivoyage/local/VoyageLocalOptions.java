/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local;

import dev.nifivoyage.local.behavior.Behavior;
import dev.nifivoyage.local.fault.FaultPlan;
import dev.nifivoyage.local.model.BatchState;
import dev.nifivoyage.local.vector.NumberFormat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * How a server is started. Defaults suit a test: a free port on the loopback address, synthetic vectors, each state 20
 * milliseconds long.
 */
public final class VoyageLocalOptions {

    private String host = "127.0.0.1";
    private int port;
    private int storagePort;
    private VectorSource vectors = VectorSource.SYNTHETIC;
    private NumberFormat numberFormat = NumberFormat.FLOAT;
    private double timeScale = 1;
    private long seed;
    private Path dataDirectory;
    private final List<String> apiKeys = new ArrayList<>();
    private final Map<BatchState, Duration> delays = new EnumMap<>(BatchState.class);
    private FaultPlan faults = FaultPlan.NONE;
    private BatchState afterExpiry = BatchState.COMPLETED;
    private boolean batchIdInLines;
    private boolean indexOverBatch;
    private boolean directContent;
    private boolean errorFileAfterCancel;
    private boolean badLineFailsBatch = true;
    private boolean errorCodes = true;
    private boolean unconfirmedBatchModels = true;
    private long maximumFileBytes;
    private int maximumBatches = 100;
    private long maximumTokens = 1_000_000_000;
    private int maximumInputs = 100_000;

    public VoyageLocalOptions() {
        for (final BatchState state :
                List.of(BatchState.VALIDATING, BatchState.IN_PROGRESS, BatchState.FINALIZING, BatchState.CANCELLING)) {
            delays.put(state, Duration.ofMillis(20));
        }
    }

    public VoyageLocalOptions host(final String value) {
        host = value;
        return this;
    }

    /**
     * Sets the port of the API; 0 for any free port.
     */
    public VoyageLocalOptions port(final int value) {
        port = value;
        return this;
    }

    /**
     * Sets the port of signed URLs; 0 for any free port.
     */
    public VoyageLocalOptions storagePort(final int value) {
        storagePort = value;
        return this;
    }

    public VoyageLocalOptions vectors(final VectorSource value) {
        vectors = value;
        return this;
    }

    /**
     * Sets how the floats of vectors are printed.
     */
    public VoyageLocalOptions numberFormat(final NumberFormat value) {
        numberFormat = value;
        return this;
    }

    /**
     * Sets how many seconds pass on the server clock per second, for delays and windows.
     */
    public VoyageLocalOptions timeScale(final double value) {
        timeScale = value;
        return this;
    }

    /**
     * Chooses the order of output lines and the lines that faults strike.
     */
    public VoyageLocalOptions seed(final long value) {
        seed = value;
        return this;
    }

    /**
     * Sets the directory of files and ledger; null for a temporary directory that is deleted on close.
     */
    public VoyageLocalOptions dataDirectory(final Path value) {
        dataDirectory = value;
        return this;
    }

    /**
     * Accepts this key; once a key is specified, all other keys are rejected. {@code key=project} assigns it to a
     * project.
     */
    public VoyageLocalOptions apiKey(final String value) {
        apiKeys.add(value);
        return this;
    }

    /**
     * Sets the minimum duration of a state, by the server clock.
     */
    public VoyageLocalOptions delay(final BatchState state, final Duration value) {
        delays.put(state, value);
        return this;
    }

    public VoyageLocalOptions faults(final FaultPlan value) {
        faults = value;
        return this;
    }

    public VoyageLocalOptions afterExpiry(final BatchState value) {
        afterExpiry = value;
        return this;
    }

    public VoyageLocalOptions batchIdInLines(final boolean value) {
        batchIdInLines = value;
        return this;
    }

    public VoyageLocalOptions indexOverBatch(final boolean value) {
        indexOverBatch = value;
        return this;
    }

    public VoyageLocalOptions directContent(final boolean value) {
        directContent = value;
        return this;
    }

    public VoyageLocalOptions errorFileAfterCancel(final boolean value) {
        errorFileAfterCancel = value;
        return this;
    }

    public VoyageLocalOptions badLineFailsBatch(final boolean value) {
        badLineFailsBatch = value;
        return this;
    }

    public VoyageLocalOptions errorCodes(final boolean value) {
        errorCodes = value;
        return this;
    }

    public VoyageLocalOptions unconfirmedBatchModels(final boolean value) {
        unconfirmedBatchModels = value;
        return this;
    }

    public VoyageLocalOptions maximumFileBytes(final long value) {
        maximumFileBytes = value;
        return this;
    }

    public VoyageLocalOptions maximumBatches(final int value) {
        maximumBatches = value;
        return this;
    }

    public VoyageLocalOptions maximumTokens(final long value) {
        maximumTokens = value;
        return this;
    }

    public VoyageLocalOptions maximumInputs(final int value) {
        maximumInputs = value;
        return this;
    }

    String host() {
        return host;
    }

    int port() {
        return port;
    }

    int storagePort() {
        return storagePort;
    }

    VectorSource vectors() {
        return vectors;
    }

    NumberFormat numberFormat() {
        return numberFormat;
    }

    double timeScale() {
        return timeScale;
    }

    long seed() {
        return seed;
    }

    Path dataDirectory() {
        return dataDirectory;
    }

    List<String> apiKeys() {
        return List.copyOf(apiKeys);
    }

    Map<BatchState, Duration> delays() {
        return Map.copyOf(delays);
    }

    FaultPlan faults() {
        return faults;
    }

    Behavior behavior() {
        return new Behavior(
                afterExpiry,
                batchIdInLines,
                indexOverBatch,
                directContent,
                errorFileAfterCancel,
                badLineFailsBatch,
                errorCodes,
                unconfirmedBatchModels,
                maximumFileBytes,
                maximumBatches,
                maximumTokens,
                maximumInputs);
    }
}
