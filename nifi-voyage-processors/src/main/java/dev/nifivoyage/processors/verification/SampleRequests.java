/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.verification;

import dev.nifivoyage.processors.record.InputRecords;
import dev.nifivoyage.processors.request.RecordRequest;
import dev.nifivoyage.processors.request.RecordRequests;
import dev.nifivoyage.processors.request.RequestBody;
import dev.nifivoyage.processors.request.RequestExtractor;
import dev.nifivoyage.service.api.embedding.RequestKey;
import org.apache.nifi.serialization.MalformedRecordException;

import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The distinct requests of a sample.
 *
 * @param records number of records
 * @param unusable number of records without a request
 * @param firstUnusable why the first of them has none
 */
public record SampleRequests(
        long records, long unusable, Optional<String> firstUnusable, Map<RequestKey, RequestBody> requests) {

    public SampleRequests {
        requests = Collections.unmodifiableMap(new LinkedHashMap<>(requests));
    }

    static SampleRequests read(final InputRecords records, final RequestExtractor extractor)
            throws IOException, MalformedRecordException {
        final Map<RequestKey, RequestBody> distinct = new LinkedHashMap<>();
        final RecordRequests requests = extractor.read(records);
        long read = 0;
        long unusable = 0;
        String first = null;
        RecordRequest request;
        while ((request = requests.next()) != null) {
            switch (request) {
                case final RecordRequest.Usable usable -> distinct.put(usable.key(), usable.body());
                case final RecordRequest.Unusable none -> {
                    first = first == null ? none.error().message() : first;
                    unusable += none.records().size();
                }
            }
            read += request.records().size();
        }

        return new SampleRequests(read, unusable, Optional.ofNullable(first), distinct);
    }

    /**
     * Returns the estimated tokens of all requests.
     */
    public long tokens() {
        return requests.values().stream()
                .mapToLong(RequestBody::estimatedTokens)
                .sum();
    }

    /**
     * Returns what more records like these amount to.
     *
     * @param amount of this sample
     */
    public long scaled(final long amount, final long moreRecords) {
        return Math.ceilDiv(amount * moreRecords, records);
    }
}
