/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch;

import dev.nifivoyage.processors.attribute.EmbeddingAttributes;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.batch.poll.JobProgress;
import dev.nifivoyage.processors.realtime.Rerank;
import dev.nifivoyage.processors.request.ContextualizedParameters;
import dev.nifivoyage.processors.request.DocumentLayout;
import dev.nifivoyage.processors.request.DocumentPaths;
import dev.nifivoyage.processors.request.RankingParameters;
import dev.nifivoyage.service.api.Batch;
import dev.nifivoyage.service.api.BatchStatus;
import dev.nifivoyage.service.api.RequestCounts;
import dev.nifivoyage.service.api.embedding.EmbeddingDataType;
import dev.nifivoyage.service.api.embedding.EmbeddingInputType;
import dev.nifivoyage.service.api.embedding.EmbeddingParameters;
import dev.nifivoyage.service.api.embedding.RerankParameters;
import org.apache.nifi.annotation.behavior.ReadsAttribute;
import org.apache.nifi.annotation.behavior.ReadsAttributes;
import org.apache.nifi.annotation.behavior.WritesAttribute;
import org.apache.nifi.annotation.behavior.WritesAttributes;
import org.apache.nifi.processor.Processor;
import org.apache.nifi.util.MockFlowFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Processors document the attributes that they read and write.
 */
class DeclaredAttributesTest {

    @Test
    void downloadDeclaresWhatItReads() {
        final Set<String> read = new TreeSet<>(EmbeddingAttributes.of(new EmbeddingParameters(
                        "", "voyage-4", EmbeddingInputType.DOCUMENT, null, EmbeddingDataType.FLOAT, true))
                .keySet());
        read.addAll(Set.of(
                VoyageAttributes.BATCH_ID,
                VoyageAttributes.BATCH_STATUS,
                VoyageAttributes.INPUT_FILE_ID,
                VoyageAttributes.OUTPUT_FILE_ID,
                VoyageAttributes.ERROR_FILE_ID,
                VoyageAttributes.REQUESTS_COMPLETED,
                VoyageAttributes.REQUESTS_FAILED,
                VoyageAttributes.NOT_FOUND_SINCE,
                VoyageAttributes.RESULTS_INCOMPLETE_SINCE,
                VoyageAttributes.TEXT_RECORD_PATH,
                VoyageAttributes.RECORDS_SENT,
                VoyageAttributes.RECORDS_UNUSABLE,
                VoyageAttributes.FRAGMENT_COUNT));
        read.add(VoyageAttributes.BATCH_ENDPOINT);
        read.add(VoyageAttributes.DELETION_PENDING);
        read.addAll(documents().attributes().keySet());
        read.addAll(ranking().attributes().keySet());
        assertEquals(read, declared(DownloadBatchResults.class));
    }

    @ParameterizedTest
    @ValueSource(classes = {CreateBatchEmbedding.class, CreateBatchContextualized.class, CreateBatchRerank.class})
    void createDeclaresWhatItReads(final Class<? extends Processor> processor) {
        final Set<String> read = new TreeSet<>(Set.of(
                VoyageAttributes.INPUT_FILE_ID,
                VoyageAttributes.INPUT_FILE_FINGERPRINT,
                VoyageAttributes.INPUT_FILE_UPLOADED_AT,
                VoyageAttributes.SUBMISSION_ID,
                VoyageAttributes.SUBMISSION_CREATED_AT,
                VoyageAttributes.SUBMISSION_PARAMETERS,
                VoyageAttributes.SUBMISSION_COUNT,
                VoyageAttributes.SLICE_INDEX,
                VoyageAttributes.SLICE_COUNT,
                VoyageAttributes.SLICE_TABLE,
                VoyageAttributes.SLICE_MIME_TYPE));
        assertEquals(read, declared(processor));
    }

    @Test
    void allCreateProcessorsDeclareTheSameAttributesOfAJob() {
        final Set<String> ofJob = writtenOfJob(CreateBatchEmbedding.class);
        assertTrue(ofJob.containsAll(Set.of(VoyageAttributes.BATCH_ID, VoyageAttributes.ESTIMATED_TOKENS)));
        assertEquals(ofJob, writtenOfJob(CreateBatchContextualized.class));
        assertEquals(ofJob, writtenOfJob(CreateBatchRerank.class));
    }

    private static Set<String> writtenOfJob(final Class<? extends Processor> processor) {
        return written(processor).stream()
                .filter(name -> !name.matches("voyage\\.(embedding|rerank|cache)\\..*"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void createDeclaresTheParametersThatItWrites() {
        assertTrue(written(CreateBatchContextualized.class)
                .containsAll(documents().attributes().keySet()));
        assertTrue(written(CreateBatchRerank.class)
                .containsAll(ranking().attributes().keySet()));
        final Set<String> realTime = new TreeSet<>(ranking().attributes().keySet());
        // of a cache's keys, and rankings are not cached
        realTime.remove(VoyageAttributes.RERANK_NAMESPACE);
        assertTrue(written(Rerank.class).containsAll(realTime));
    }

    @ParameterizedTest
    @ValueSource(classes = {PollBatchStatus.class, CancelBatch.class, ListBatches.class})
    void whoAsksForAJobDeclaresWhatItWritesOfIt(final Class<? extends Processor> processor) {
        final Instant now = Instant.now();
        final Batch job = new Batch(
                "batch-1",
                "/v1/embeddings",
                "voyage-4",
                new BatchStatus("expired"),
                "file-1",
                "file-2",
                "file-3",
                new RequestCounts(1, 1, 0),
                Map.of(),
                List.of(),
                now,
                now,
                now);
        final Set<String> missing = new TreeSet<>(
                JobProgress.of(job, new MockFlowFile(1), now).attributes().keySet());
        missing.removeAll(written(processor));
        assertEquals(Set.of(), missing);
    }

    private static ContextualizedParameters documents() {
        return new ContextualizedParameters(
                new EmbeddingParameters(
                        "", "voyage-context-3", EmbeddingInputType.DOCUMENT, null, EmbeddingDataType.FLOAT, false),
                DocumentLayout.CHUNK_ARRAY,
                new DocumentPaths("/chunks", null, null, null),
                null,
                null);
    }

    private static RankingParameters ranking() {
        return new RankingParameters(
                new RerankParameters("", "rerank-2.5", null, false, true), "/query", "/documents", null, null);
    }

    private static Set<String> written(final Class<? extends Processor> processor) {
        return Arrays.stream(processor.getAnnotation(WritesAttributes.class).value())
                .map(WritesAttribute::attribute)
                .collect(Collectors.toSet());
    }

    private static Set<String> declared(final Class<? extends Processor> processor) {
        return Arrays.stream(processor.getAnnotation(ReadsAttributes.class).value())
                .map(ReadsAttribute::attribute)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
