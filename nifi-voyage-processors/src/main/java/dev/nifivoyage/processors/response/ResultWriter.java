/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.response;

import dev.nifivoyage.processors.record.RecordError;
import dev.nifivoyage.processors.record.RecordOutput;
import dev.nifivoyage.processors.record.RejectedRecords;
import dev.nifivoyage.processors.record.ResultPlace;
import dev.nifivoyage.processors.request.RecordRequest;
import org.apache.nifi.schema.access.SchemaNotFoundException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Puts answers where they belong.
 *
 * @param <A> answer of one request
 */
public interface ResultWriter<A> extends ResultPlace {

    /**
     * Why an answer cannot be that of a request, or empty.
     */
    Optional<RecordError> mismatch(RecordRequest request, A response);

    /**
     * Writes the records of a request with its answer. A record without a place for it is rejected.
     *
     * @param decimals the numbers of a vector as text, or null
     */
    void place(RecordRequest request, A response, ByteBuffer decimals, RecordOutput output, RejectedRecords rejected)
            throws IOException, SchemaNotFoundException;
}
