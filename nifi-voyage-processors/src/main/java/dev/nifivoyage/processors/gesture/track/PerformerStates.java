/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture.track;

import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * The states of all performers, at most {@value #MAXIMUM_PERFORMERS}. The least recently seen performer is forgotten
 * first, and every performer after some time without a frame. Not thread-safe.
 */
public final class PerformerStates {
    static final int MAXIMUM_PERFORMERS = 256;

    private final long idleNanos;
    private final LongSupplier nanoTime;
    private Map<String, PerformerState> states = bounded(Map.of());

    /**
     * @param idle time without a frame after which a performer is forgotten
     */
    public PerformerStates(final Duration idle) {
        this(idle, System::nanoTime);
    }

    PerformerStates(final Duration idle, final LongSupplier nanoTime) {
        this.idleNanos = idle.toNanos();
        this.nanoTime = nanoTime;
    }

    /**
     * Begins a transaction. Later transactions see its changes only after {@link Transaction#commit()}, so that frames
     * that are processed again are not counted twice.
     */
    public Transaction begin() {
        final long now = nanoTime.getAsLong();
        states.values().removeIf(state -> now - state.seenAt() > idleNanos);
        return new Transaction(now);
    }

    private static Map<String, PerformerState> bounded(final Map<String, PerformerState> content) {
        final Map<String, PerformerState> map = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(final Map.Entry<String, PerformerState> eldest) {
                return size() > MAXIMUM_PERFORMERS;
            }
        };
        map.putAll(content);
        return map;
    }

    /**
     * Changes by the frames of one FlowFile.
     */
    public final class Transaction {
        private final Map<String, PerformerState> working = bounded(states);
        private final Set<PerformerState> own = new HashSet<>();
        private final long now;

        private Transaction(final long now) {
            this.now = now;
        }

        /**
         * Returns the state of a performer for modification.
         */
        public PerformerState of(final String performer) {
            final PerformerState existing = working.get(performer);
            if (existing != null && own.contains(existing)) {
                return existing;
            }

            final PerformerState state = existing == null ? new PerformerState() : new PerformerState(existing);
            state.seen(now);
            own.add(state);
            working.put(performer, state);
            own.retainAll(working.values());
            return state;
        }

        public void commit() {
            states = working;
        }
    }
}
