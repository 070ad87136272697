/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result;

import dev.nifivoyage.embedding.Embedding;
import dev.nifivoyage.processors.record.RowError;

import java.nio.ByteBuffer;

/**
 * What became of a request.
 *
 * @param embedding the vector, or null
 * @param decimals the vector's numbers as Voyage wrote them, see {@link ResultLine}, or null
 * @param error why there is no vector, or null
 */
record Outcome(Embedding embedding, ByteBuffer decimals, RowError error) {

    static Outcome of(final Embedding embedding, final ByteBuffer decimals) {
        return new Outcome(embedding, decimals, null);
    }

    static Outcome refused(final RowError error) {
        return new Outcome(null, null, error);
    }
}
