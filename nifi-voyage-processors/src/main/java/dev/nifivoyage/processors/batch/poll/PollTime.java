/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.poll;

import dev.nifivoyage.processors.attribute.AttributeValues;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import org.apache.nifi.flowfile.FlowFile;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * When a FlowFile is polled next.
 *
 * @param next time of the next poll; null if it is due immediately
 * @param interval interval before it without jitter; null before the first poll
 */
public record PollTime(Instant next, Duration interval) {

    /**
     * Reads the time from the attributes of a FlowFile.
     */
    public static PollTime of(final FlowFile flowFile) {
        return new PollTime(
                AttributeValues.read(flowFile, VoyageAttributes.NEXT_POLL),
                AttributeValues.readMillis(flowFile, VoyageAttributes.POLL_INTERVAL));
    }

    /**
     * Returns the attributes of a FlowFile that waits until this time, which must be known.
     */
    public Map<String, String> attributes() {
        return Map.of(
                VoyageAttributes.POLL_INTERVAL,
                Long.toString(interval.toMillis()),
                VoyageAttributes.NEXT_POLL,
                next.toString());
    }
}
