/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.request;

import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.record.RecordSlicer;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.flowfile.attributes.CoreAttributes;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.schema.access.SchemaNotFoundException;
import org.apache.nifi.serialization.MalformedRecordException;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Cuts a FlowFile that needs several jobs, one slice for each.
 */
public final class JobSlices {
    private final RecordSlicer slicer;

    public JobSlices(final RecordSlicer slicer) {
        this.slicer = slicer;
    }

    /**
     * Makes the slices, in the order of the jobs, with {@code fragment} attributes. After an exception neither slices nor request files are left.
     */
    public List<FlowFile> cut(final ProcessSession session, final FlowFile flowFile, final JobPlan plan) throws IOException, MalformedRecordException, SchemaNotFoundException {
        final List<FlowFile> slices;
        try {
            slices = slicer.slice(session, flowFile, plan.jobs().stream().map(PlannedJob::rows).toList());
        } catch (final IOException | MalformedRecordException | SchemaNotFoundException | RuntimeException e) {
            plan.discard(session);
            throw e;
        }

        final Map<String, String> fragment = new HashMap<>();
        fragment.put(VoyageAttributes.FRAGMENT_IDENTIFIER, UUID.randomUUID().toString());
        fragment.put(VoyageAttributes.FRAGMENT_COUNT, Integer.toString(slices.size()));
        fragment.put(VoyageAttributes.SEGMENT_ORIGINAL_FILENAME, flowFile.getAttribute(CoreAttributes.FILENAME.key()));
        for (int i = 0; i < slices.size(); i++) {
            fragment.put(VoyageAttributes.FRAGMENT_INDEX, Integer.toString(i));
            slices.set(i, session.putAllAttributes(slices.get(i), fragment));
        }

        return slices;
    }
}
