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

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedSet;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * FlowFiles that are due with the IDs of their jobs, the longest overdue first: a job that is not retrieved keeps its
 * time, so its turn comes. Two FlowFiles may wait for the same job.
 */
public final class DueJobs {
    private final Map<Instant, List<Map.Entry<FlowFile, String>>> jobs = new TreeMap<>();
    private final Function<FlowFile, PollTime> times;
    private boolean agesKnown = true;
    private Instant oldest;

    public DueJobs(final Function<FlowFile, PollTime> times) {
        this.times = times;
    }

    public void add(final FlowFile flowFile, final String batchId) {
        final Instant due = Objects.requireNonNullElse(times.apply(flowFile).next(), Instant.MIN);
        jobs.computeIfAbsent(due, time -> new ArrayList<>()).add(Map.entry(flowFile, batchId));

        final Instant createdAt = AttributeValues.read(flowFile, VoyageAttributes.CREATED_AT);
        if (createdAt == null) {
            agesKnown = false;
        } else if (oldest == null || createdAt.isBefore(oldest)) {
            oldest = createdAt;
        }
    }

    /**
     * Returns the distinct IDs of the jobs.
     */
    public SequencedSet<String> batchIds() {
        final SequencedSet<String> batchIds = new LinkedHashSet<>();
        forEach((flowFile, batchId) -> batchIds.add(batchId));
        return batchIds;
    }

    /**
     * Returns the creation time of the oldest job, or null if it is unknown for one of them.
     */
    public Instant oldest() {
        return agesKnown ? oldest : null;
    }

    public void forEach(final BiConsumer<FlowFile, String> action) {
        jobs.values().forEach(dueTogether -> dueTogether.forEach(job -> action.accept(job.getKey(), job.getValue())));
    }
}
