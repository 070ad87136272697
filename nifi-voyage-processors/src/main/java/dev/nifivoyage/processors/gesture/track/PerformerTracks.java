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
 * The tracks of all performers, at most {@value #MOST_PERFORMERS}: the one not seen for longest is forgotten first, and each when it was not seen for some time.
 * For one thread at a time.
 */
public final class PerformerTracks {
    static final int MOST_PERFORMERS = 256;

    private final long idleNanos;
    private final LongSupplier nanoTime;
    private Map<String, PerformerTrack> tracks = bounded(Map.of());

    /**
     * No tracks.
     *
     * @param idle for how long a performer is remembered after the last frame
     */
    public PerformerTracks(final Duration idle) {
        this(idle, System::nanoTime);
    }

    PerformerTracks(final Duration idle, final LongSupplier nanoTime) {
        this.idleNanos = idle.toNanos();
        this.nanoTime = nanoTime;
    }

    /**
     * Begins some frames. What they change is seen by later ones only after {@link Frames#keep()}, so that frames that come a second time are not counted twice.
     */
    public Frames begin() {
        final long now = nanoTime.getAsLong();
        tracks.values().removeIf(track -> now - track.seenAt() > idleNanos);
        return new Frames(now);
    }

    private static Map<String, PerformerTrack> bounded(final Map<String, PerformerTrack> content) {
        final Map<String, PerformerTrack> map = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(final Map.Entry<String, PerformerTrack> eldest) {
                return size() > MOST_PERFORMERS;
            }
        };
        map.putAll(content);
        return map;
    }

    /**
     * The frames of one FlowFile.
     */
    public final class Frames {
        private final Map<String, PerformerTrack> working = bounded(tracks);
        private final Set<PerformerTrack> own = new HashSet<>();
        private final long now;

        private Frames(final long now) {
            this.now = now;
        }

        /**
         * The track of a performer, to be changed.
         */
        public PerformerTrack of(final String performer) {
            final PerformerTrack known = working.get(performer);
            if (known != null && own.contains(known)) {
                return known;
            }

            final PerformerTrack track = known == null ? new PerformerTrack() : new PerformerTrack(known);
            track.seen(now);
            own.add(track);
            working.put(performer, track);
            own.retainAll(working.values());
            return track;
        }

        /**
         * From now on the changes hold.
         */
        public void keep() {
            tracks = working;
        }
    }
}
