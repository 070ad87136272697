/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.response;

import dev.nifivoyage.processors.record.RecordError;
import dev.nifivoyage.processors.record.ResultPlace;
import dev.nifivoyage.processors.record.output.RecordOutput;
import dev.nifivoyage.processors.record.output.RejectedRecords;
import dev.nifivoyage.processors.request.RecordRequest;
import org.apache.nifi.schema.access.SchemaNotFoundException;

import java.io.IOException;
import java.util.Optional;

/**
 * Writes results to records.
 *
 * @param <R> result of one request
 */
public interface ResultWriter<R> extends ResultPlace {

    /**
     * Returns an error if a result does not match its request.
     */
    Optional<RecordError> mismatch(RecordRequest.Usable request, BilledResult<R> result);

    /**
     * Writes the records of a request with its result. Records without a field for it are rejected.
     */
    void write(RecordRequest.Usable request, BilledResult<R> result, RecordOutput output, RejectedRecords rejected)
            throws IOException, SchemaNotFoundException;
}
