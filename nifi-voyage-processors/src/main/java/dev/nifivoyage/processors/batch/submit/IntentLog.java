/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.submit;

import org.apache.nifi.components.state.Scope;
import org.apache.nifi.components.state.StateManager;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Remembers, in the processor's local state, which jobs were about to be made: fingerprint and submission id to time. An entry that is found before a job is made
 * says that an earlier try of the same FlowFile ended without its being committed, so that the job may exist.
 */
public final class IntentLog {
    /** Older entries are dropped: Voyage keeps a job's files no longer. */
    static final Duration RETENTION = Duration.ofDays(30);

    private final StateManager stateManager;

    public IntentLog(final StateManager stateManager) {
        this.stateManager = stateManager;
    }

    /**
     * The key of a job's note.
     */
    static String key(final String fingerprint, final SubmissionId submissionId) {
        return "%s@%s".formatted(fingerprint, submissionId.text());
    }

    /**
     * When this job was first about to be made; empty when it never was, or when its FlowFile was committed.
     */
    public synchronized Optional<Instant> find(final String key) throws IOException {
        return Optional.ofNullable(stateManager.getState(Scope.LOCAL).get(key)).map(millis -> Instant.ofEpochMilli(Long.parseLong(millis)));
    }

    /**
     * Notes that a job is about to be made. When this returns, the note outlasts a crash of NiFi. It outlasts a crash of the machine only when the local state provider has
     * {@code Always Sync} set, which by default it has not. An earlier note of the same job stays.
     */
    public synchronized void note(final String key, final Instant now) throws IOException {
        final Map<String, String> intents = new HashMap<>(stateManager.getState(Scope.LOCAL).toMap());
        final long oldest = now.minus(RETENTION).toEpochMilli();
        intents.values().removeIf(millis -> Long.parseLong(millis) < oldest);
        intents.putIfAbsent(key, Long.toString(now.toEpochMilli()));
        stateManager.setState(intents, Scope.LOCAL);
    }

    /**
     * Drops the notes of jobs that exist and whose FlowFiles are committed, or that certainly do not exist.
     */
    public synchronized void forget(final Collection<String> keys) throws IOException {
        final Map<String, String> intents = new HashMap<>(stateManager.getState(Scope.LOCAL).toMap());
        if (intents.keySet().removeAll(keys)) {
            stateManager.setState(intents, Scope.LOCAL);
        }
    }
}
