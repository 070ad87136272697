/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result;

import dev.nifivoyage.embedding.Embedding;
import dev.nifivoyage.processors.batch.request.RowRequest;
import dev.nifivoyage.processors.record.EmbeddingsRecordPath;
import dev.nifivoyage.processors.record.RowError;
import org.apache.nifi.schema.access.SchemaNotFoundException;
import org.apache.nifi.serialization.record.Record;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Puts the vector of a text into its row.
 */
record VectorPlacement(EmbeddingsRecordPath embeddingsPath) implements AnswerPlacement<Embedding> {

    @Override
    public Optional<RowError> mismatch(final RowRequest request, final Embedding answer) {
        return Optional.empty();
    }

    @Override
    public void place(final RowRequest request, final Embedding answer, final ByteBuffer decimals, final RowOutput output) throws IOException, SchemaNotFoundException {
        final Record row = request.rows().getFirst();
        RowError.clear(row);
        output.write(embeddingsPath.put(row, answer, decimals));
    }
}
