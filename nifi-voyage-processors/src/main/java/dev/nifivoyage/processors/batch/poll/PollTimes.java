/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.poll;

import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.flowfile.attributes.CoreAttributes;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When FlowFiles are polled next: as remembered if they wait where the processor left them, otherwise by their
 * attributes, for example after a restart of NiFi. Thread-safe.
 */
public final class PollTimes {
    private static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(1);

    private final Map<String, Remembered> times = new ConcurrentHashMap<>();

    public PollTime of(final FlowFile flowFile) {
        final Remembered remembered = times.get(key(flowFile));
        return isWhereItWasLeft(flowFile, remembered) ? remembered.time() : PollTime.of(flowFile);
    }

    /**
     * Returns whether a FlowFile came straight from <em>running</em>: each component in between queues it again.
     */
    boolean isInLoop(final FlowFile flowFile) {
        return isWhereItWasLeft(flowFile, times.get(key(flowFile)));
    }

    /**
     * Remembers the time of a FlowFile that was just transferred, to running or back to its queue.
     */
    void remember(final FlowFile flowFile, final PollTime time) {
        times.put(key(flowFile), new Remembered(time, System.currentTimeMillis()));
    }

    /**
     * Forgets a FlowFile that leaves.
     */
    void forget(final FlowFile flowFile) {
        times.remove(key(flowFile));
    }

    /**
     * Forgets FlowFiles that are long overdue, usually because they were removed from the queue.
     */
    public void forgetNotPolled(final Instant now, final Duration maximumInterval) {
        final Instant earliest = now.minus(maximumInterval).minus(FORGOTTEN_AFTER);
        times.values().removeIf(remembered -> remembered.time().next().isBefore(earliest));
    }

    /**
     * Forgets all FlowFiles.
     */
    public void clear() {
        times.clear();
    }

    int size() {
        return times.size();
    }

    private static boolean isWhereItWasLeft(final FlowFile flowFile, final Remembered remembered) {
        final Long queuedAt = flowFile.getLastQueueDate();
        return remembered != null && queuedAt != null && queuedAt <= remembered.leftAt();
    }

    private static String key(final FlowFile flowFile) {
        return flowFile.getAttribute(CoreAttributes.UUID.key());
    }

    /**
     * A FlowFile that waits.
     *
     * @param leftAt epoch milliseconds after which the processor has not queued the FlowFile
     */
    private record Remembered(PollTime time, long leftAt) {}
}
