/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.create;

import dev.nifivoyage.processors.attribute.VoyageAttributes;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.flowfile.attributes.CoreAttributes;
import org.apache.nifi.processor.ProcessSession;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;

/**
 * The next slice of a FlowFile that was split, see {@link FlowFileSplitter}.
 */
record FlowFileSlice(SubmissionId id, FlowFile flowFile, SliceCursor cursor, SliceEntry entry) implements JobPart {

    /**
     * Reads the entry of the next slice.
     *
     * @throws IOException if the content does not belong to a FlowFile that was split
     */
    static FlowFileSlice read(
            final ProcessSession session, final SubmissionId id, final FlowFile flowFile, final SliceCursor cursor)
            throws IOException {
        final long offset = cursor.table() + (long) cursor.index() * SliceEntry.BYTES;
        if (offset + SliceEntry.BYTES > flowFile.getSize()) {
            throw new IOException(
                    "The content has no table of %d slices at byte %d: it does not belong to a FlowFile that was split by this processor"
                            .formatted(cursor.count(), cursor.table()));
        }

        final FlowFile line = session.clone(flowFile, offset, SliceEntry.BYTES);
        try (InputStream input = session.read(line)) {
            return new FlowFileSlice(
                    id.slice(cursor.index()), flowFile, cursor, SliceEntry.read(input.readNBytes(SliceEntry.BYTES)));
        } finally {
            session.remove(line);
        }
    }

    /**
     * Returns a FlowFile with the requests of the slice, to be removed in the same session.
     */
    FlowFile requests(final ProcessSession session) {
        return session.clone(flowFile, entry.requestsOffset(), entry.requestsSize());
    }

    @Override
    public FlowFile detach(final ProcessSession session) {
        FlowFile slice = session.clone(flowFile, entry.recordsOffset(), entry.recordsSize());
        slice = session.removeAllAttributes(slice, SliceCursor.ATTRIBUTES);
        slice = session.putAllAttributes(slice, attributes());
        if (cursor.isLast()) {
            session.remove(flowFile);
        } else {
            final FlowFile rest = PendingSubmission.withoutFile(session, flowFile);
            session.transfer(
                    session.putAttribute(rest, VoyageAttributes.SLICE_INDEX, Integer.toString(cursor.index() + 1)));
        }

        return slice;
    }

    private Map<String, String> attributes() {
        final Map<String, String> attributes = new HashMap<>();
        attributes.put(VoyageAttributes.SUBMISSION_ID, id.text());
        attributes.put(VoyageAttributes.FRAGMENT_INDEX, Integer.toString(cursor.index()));
        attributes.put(
                VoyageAttributes.RECORD_COUNT, Long.toString(entry.summary().records()));
        final String mimeType = flowFile.getAttribute(VoyageAttributes.SLICE_MIME_TYPE);
        if (mimeType != null) {
            attributes.put(CoreAttributes.MIME_TYPE.key(), mimeType);
        }
        return attributes;
    }
}
