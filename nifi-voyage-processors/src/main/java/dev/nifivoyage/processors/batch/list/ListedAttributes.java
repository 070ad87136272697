/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.list;

import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.batch.create.EmbeddingMetadata;
import dev.nifivoyage.processors.batch.poll.JobProgress;
import dev.nifivoyage.service.api.Batch;
import dev.nifivoyage.service.api.BatchEndpoint;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.flowfile.attributes.CoreAttributes;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * The attributes of a listed job: those from PollBatchStatus, those of its requests from the processor that created it,
 * and its metadata.
 */
public final class ListedAttributes {

    private ListedAttributes() {}

    /**
     * Returns the attributes of a job.
     *
     * @param flowFile FlowFile without attributes of the job
     */
    public static Map<String, String> of(final Batch job, final FlowFile flowFile, final Instant now) {
        final Map<String, String> attributes = new HashMap<>();
        job.metadata().forEach((key, value) -> {
            if (!EmbeddingMetadata.KEY.equals(key)) {
                attributes.put(VoyageAttributes.METADATA_PREFIX + key, value);
            }
        });
        attributes.putAll(JobProgress.of(job, flowFile, now).attributes());
        BatchEndpoint.ofPath(job.endpoint())
                .ifPresent(endpoint -> attributes.put(VoyageAttributes.BATCH_ENDPOINT, endpoint.path()));
        attributes.put(CoreAttributes.FILENAME.key(), job.id());
        return attributes;
    }

    /**
     * Returns the attributes of the requests; empty for a job that was not created by NiFi Voyage.
     *
     * @throws IllegalArgumentException if they cannot be read
     */
    public static Map<String, String> ofRequests(final Batch job) {
        final boolean isRerank = BatchEndpoint.ofPath(job.endpoint())
                .filter(BatchEndpoint.RERANK::equals)
                .isPresent();
        return job.metadata().containsKey(EmbeddingMetadata.KEY)
                ? EmbeddingMetadata.read(job.metadata(), isRerank)
                : Map.of();
    }
}
