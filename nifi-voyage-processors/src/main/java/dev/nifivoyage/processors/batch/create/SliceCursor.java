/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.create;

import dev.nifivoyage.processors.attribute.AttributeValues;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import org.apache.nifi.flowfile.FlowFile;

import java.util.Optional;
import java.util.Set;

/**
 * The progress of a FlowFile that was split into slices.
 *
 * @param index index of the next slice, from 0
 * @param count number of slices
 * @param table offset of the slice table in the content, in bytes
 */
record SliceCursor(int index, int count, long table) {
    static final Set<String> ATTRIBUTES = Set.of(
            VoyageAttributes.SLICE_INDEX,
            VoyageAttributes.SLICE_COUNT,
            VoyageAttributes.SLICE_TABLE,
            VoyageAttributes.SLICE_MIME_TYPE);

    static Optional<SliceCursor> of(final FlowFile flowFile) {
        final Long index = AttributeValues.readLong(flowFile, VoyageAttributes.SLICE_INDEX);
        final Long count = AttributeValues.readLong(flowFile, VoyageAttributes.SLICE_COUNT);
        final Long table = AttributeValues.readLong(flowFile, VoyageAttributes.SLICE_TABLE);
        return index == null || count == null || table == null || index >= count || count > Integer.MAX_VALUE
                ? Optional.empty()
                : Optional.of(new SliceCursor(index.intValue(), count.intValue(), table));
    }

    boolean isLast() {
        return index == count - 1;
    }
}
