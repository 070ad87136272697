/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture.match;

import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.model.VoyageModel;
import dev.nifivoyage.service.api.embedding.EmbeddingDataType;
import org.apache.nifi.flowfile.FlowFile;

import java.util.Map;
import java.util.Optional;

/**
 * Attributes of matched FlowFiles, and checks of the attributes of incoming FlowFiles.
 */
public final class MatchAttributes {
    public static final String RECORDS_MATCHED = "voyage.records.matched";
    public static final String RECORDS_UNKNOWN = "voyage.records.unknown";
    public static final String RECORDS_REJECTED = "voyage.records.rejected";
    public static final String TRANSITIONS = "voyage.gesture.transitions";

    private MatchAttributes() {}

    static Map<String, String> of(final MatchedRecords.Counts counts) {
        return Map.of(
                RECORDS_MATCHED, Long.toString(counts.matched()),
                RECORDS_UNKNOWN, Long.toString(counts.unknown()),
                RECORDS_REJECTED, Long.toString(counts.rejected()),
                TRANSITIONS, Long.toString(counts.transitions()));
    }

    /**
     * Returns the reason why the vectors of a FlowFile cannot be compared with a library, according to the attributes
     * set by CreateEmbedding and DownloadBatchResults.
     *
     * @param model of the library
     */
    static Optional<String> mismatch(final FlowFile flowFile, final String model) {
        final String ofFlowFile = flowFile.getAttribute(VoyageAttributes.EMBEDDING_MODEL);
        if (ofFlowFile != null && !VoyageModel.areComparable(ofFlowFile, model)) {
            return Optional.of(
                    "The vectors were created by model %s (attribute %s) and cannot be compared with a library of model %s"
                            .formatted(ofFlowFile, VoyageAttributes.EMBEDDING_MODEL, model));
        }

        final String dataType = flowFile.getAttribute(VoyageAttributes.DATA_TYPE);
        if (dataType != null && !dataType.equals(EmbeddingDataType.FLOAT.getValue())) {
            return Optional.of("The vectors have data type %s (attribute %s): only float vectors can be compared"
                    .formatted(dataType, VoyageAttributes.DATA_TYPE));
        }

        return Optional.empty();
    }
}
