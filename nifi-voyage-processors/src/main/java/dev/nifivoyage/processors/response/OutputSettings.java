/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.response;

import dev.nifivoyage.processors.record.EmbeddingRecordPath;
import dev.nifivoyage.processors.record.OutputStrategy;
import dev.nifivoyage.processors.record.VectorFormat;
import dev.nifivoyage.service.api.embedding.EmbeddingDataType;

/**
 * Where DownloadBatchResults finds the texts and puts the answers.
 *
 * @param textPath where a record has its text; empty for forms that have none
 * @param embeddingsPathText where a record gets its vector
 * @param vectorFormat how a vector stands in a record
 * @param strategy how many records an answer of several parts makes
 * @param rankingPath where a record gets its ranking
 */
public record OutputSettings(
        String textPath,
        String embeddingsPathText,
        VectorFormat vectorFormat,
        OutputStrategy strategy,
        String rankingPath) {

    public EmbeddingRecordPath embeddingsPath(final EmbeddingDataType dataType) {
        return new EmbeddingRecordPath(embeddingsPathText, vectorFormat, dataType);
    }
}
