/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.response;

import dev.nifivoyage.processors.record.path.EmbeddingRecordPath;
import dev.nifivoyage.processors.record.path.VectorFormat;
import dev.nifivoyage.service.api.embedding.EmbeddingDataType;

/**
 * The record paths of texts and results, and the format of the results.
 *
 * @param textPath path to the text in a record; empty if there is none
 * @param embeddingsPathText path to the field for the vector
 * @param vectorFormat format of a vector in a record
 * @param strategy number of records for a result with several parts
 * @param rankingPath path to the field for the ranking
 * @param columns fields beside a vector
 */
public record OutputSettings(
        String textPath,
        String embeddingsPathText,
        VectorFormat vectorFormat,
        OutputStrategy strategy,
        String rankingPath,
        VectorColumns columns) {

    public EmbeddingRecordPath embeddingsPath(final EmbeddingDataType dataType) {
        return new EmbeddingRecordPath(embeddingsPathText, vectorFormat, dataType);
    }
}
