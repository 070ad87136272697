/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.badinput;

import dev.nifivoyage.processors.batch.CreateBatchContextualized;
import dev.nifivoyage.processors.batch.CreateBatchEmbedding;
import dev.nifivoyage.processors.batch.CreateBatchRerank;
import dev.nifivoyage.processors.batch.QueuePassingRunner;
import dev.nifivoyage.processors.batch.VoyageTestEnvironment;
import dev.nifivoyage.processors.chunk.ChunkText;
import dev.nifivoyage.processors.gesture.LoadGestureLibrary;
import dev.nifivoyage.processors.gesture.MatchGesture;
import dev.nifivoyage.processors.pose.DescribePose;
import dev.nifivoyage.processors.realtime.CreateEmbedding;
import dev.nifivoyage.processors.realtime.CreateMultimodalEmbedding;
import dev.nifivoyage.processors.realtime.Rerank;
import org.apache.nifi.processor.Processor;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.schema.access.SchemaNotFoundException;
import org.apache.nifi.serialization.MalformedRecordException;
import org.apache.nifi.serialization.RecordReader;
import org.apache.nifi.serialization.RecordReaderFactory;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A processor that reads records, and the place in a record that a bad value takes. The processors of batch jobs are
 * run together, until the records have their results.
 */
enum RecordProcessor {
    CREATE_EMBEDDING("CreateEmbedding", CreateEmbedding::new, "'text':%s", GoodValues.TEXT),
    MULTIMODAL_IMAGE(
            "CreateMultimodalEmbedding, image",
            CreateMultimodalEmbedding::new,
            "'text':'a dancer','image':%s",
            GoodValues.IMAGE),
    MULTIMODAL_CONTENT(
            "CreateMultimodalEmbedding, content", CreateMultimodalEmbedding::new, "'content':%s", GoodValues.CONTENT),
    RERANK_DOCUMENT("Rerank, a document", Rerank::new, "'query':'who?','documents':['this',%s]", GoodValues.TEXT),
    RERANK_DOCUMENTS("Rerank, documents", Rerank::new, "'query':'who?','documents':%s", GoodValues.TEXTS),
    RERANK_QUERY("Rerank, query", Rerank::new, "'documents':['this','that'],'query':%s", GoodValues.TEXT),
    CHUNK_TEXT("ChunkText", ChunkText::new, "'text':%s", GoodValues.TEXT),
    DESCRIBE_POSE("DescribePose", DescribePose::new, "'landmarks':%s", GoodValues.POSE),
    MATCH_TEXT("MatchGesture, text", MatchGesture::new, "'text':%s", GoodValues.TEXT),
    MATCH_VECTOR("MatchGesture, vector", MatchGesture::new, "'embedding':%s", GoodValues.VECTOR),
    MATCH_POSE("MatchGesture, pose", MatchGesture::new, "'landmarks':%s", GoodValues.POSE),
    LOAD_LIBRARY("LoadGestureLibrary", LoadGestureLibrary::new, "'label':'BOW','text':%s", GoodValues.TEXT),
    BATCH_EMBEDDING("CreateBatchEmbedding", CreateBatchEmbedding::new, "'text':%s", GoodValues.TEXT),
    BATCH_CHUNK(
            "CreateBatchContextualized, a chunk",
            CreateBatchContextualized::new,
            "'chunks':['one',%s]",
            GoodValues.TEXT),
    BATCH_CHUNKS("CreateBatchContextualized, chunks", CreateBatchContextualized::new, "'chunks':%s", GoodValues.TEXTS),
    BATCH_RERANK(
            "CreateBatchRerank, a document",
            CreateBatchRerank::new,
            "'query':'who?','documents':['this',%s]",
            GoodValues.TEXT);

    private final String title;
    private final Supplier<Processor> processor;
    private final String place;
    private final String good;

    RecordProcessor(final String title, final Supplier<Processor> processor, final String place, final String good) {
        this.title = title;
        this.processor = processor;
        this.place = place.replace('\'', '"');
        this.good = good;
    }

    /** Returns one for each processor, for inputs that are the same in each place of a record. */
    static Stream<RecordProcessor> ofEachClass() {
        return Stream.of(
                CREATE_EMBEDDING,
                MULTIMODAL_IMAGE,
                RERANK_DOCUMENTS,
                CHUNK_TEXT,
                DESCRIBE_POSE,
                MATCH_TEXT,
                LOAD_LIBRARY,
                BATCH_EMBEDDING,
                BATCH_CHUNK,
                BATCH_RERANK);
    }

    /** Returns each processor with the places that it reads in different ways. */
    static Stream<RecordProcessor> ofEachPlace() {
        return Arrays.stream(values())
                .filter(place -> place != RERANK_DOCUMENT && place != MATCH_POSE && place != BATCH_CHUNK);
    }

    String title() {
        return title;
    }

    /** Returns the name of the processor without the place. */
    String processorName() {
        return title.replaceFirst(",.*", "");
    }

    boolean isBatch() {
        return name().startsWith("BATCH_");
    }

    /** Returns the name of the property with the model. */
    String modelProperty() {
        return name().contains("RERANK") ? "Rerank Model" : "Embeddings Model";
    }

    private boolean isMatch() {
        return name().startsWith("MATCH_");
    }

    /** Returns what tells the input records of an output record apart. */
    String identity() {
        return this == CHUNK_TEXT ? "document_id" : "id";
    }

    /** Returns a record without faults. */
    String record(final int id) {
        return record(id, good);
    }

    /** Returns a record with a value, in JSON, in the place that the processor reads. */
    String record(final int id, final String value) {
        return "{\"id\":%d,%s}".formatted(id, place.replace("%s", value));
    }

    /** Returns a record with more fields, in JSON. */
    String recordWith(final int id, final String fields) {
        return "{\"id\":%d,%s,%s}".formatted(id, place.replace("%s", good), fields);
    }

    /** Returns three records without faults, one per line. */
    String records() {
        return record(1) + "\n" + record(2) + "\n" + record(3) + "\n";
    }

    /**
     * Runs the processor with JSON.
     *
     * @param records in the content, as its author counts them
     */
    Outcome run(final BadInputServer server, final byte[] content, final long records) throws Exception {
        final Outcome outcome = run(server, content, RunSetup.USUAL);
        outcome.expect(records);
        return outcome;
    }

    /**
     * Runs the processor with good records and more attributes.
     */
    Outcome runBatch(final BadInputServer server, final Map<String, String> attributes) throws Exception {
        return run(server, records().getBytes(StandardCharsets.UTF_8), RunSetup.withAttributes(attributes));
    }

    /**
     * Runs the processor.
     */
    Outcome run(final BadInputServer server, final byte[] content, final RunSetup setup) throws Exception {
        final VoyageTestEnvironment flow = server.flow();
        final TestRunner runner = runner(server);
        setup.read(runner);
        setup.properties().forEach(runner::setProperty);
        final Outcome outcome = new Outcome(content, count(runner, content));
        runner.enqueue(content, setup.attributes());
        runner.run();
        outcome.add(runner);
        if (isBatch()) {
            for (final MockFlowFile submitted : outcome.take("submitted")) {
                final TestRunner download = flow.download();
                setup.read(download);
                VoyageTestEnvironment.enqueue(download, flow.await(submitted));
                download.run();
                outcome.add(download);
            }
        }
        return outcome;
    }

    /** Returns a runner of the processor, configured for the place. */
    TestRunner runner(final BadInputServer server) throws InitializationException {
        final TestRunner runner = server.flow().withRecords(processor.get());
        if (this == LOAD_LIBRARY) {
            server.lendCache(runner);
        }
        if (this == CHUNK_TEXT || this == DESCRIBE_POSE) {
            runner.removeProperty("Voyage Client Service");
        }
        if (this == MULTIMODAL_CONTENT) {
            runner.setProperty("Content Strategy", "CONTENT_LIST");
        }
        if (isMatch()) {
            runner.setProperty("Library Reader", "reader");
            runner.setProperty("Library", this == MATCH_VECTOR ? GoodValues.VECTOR_LIBRARY : GoodValues.LIBRARY);
            runner.setProperty(
                    "Input", name().substring(name().indexOf('_') + 1).toUpperCase(Locale.ROOT));
        }
        return isBatch() || this == LOAD_LIBRARY ? QueuePassingRunner.of(runner) : runner;
    }

    /**
     * Counts the records as the reader finds them; empty if it does not reach the end.
     */
    private static OptionalLong count(final TestRunner runner, final byte[] content) {
        final RecordReaderFactory readers =
                runner.getProcessContext().getProperty("Record Reader").asControllerService(RecordReaderFactory.class);
        long count = 0;
        try (RecordReader reader = readers.createRecordReader(
                Map.of(), new ByteArrayInputStream(content), content.length, runner.getLogger())) {
            while (reader.nextRecord() != null) {
                count++;
            }
        } catch (final IOException
                | MalformedRecordException
                | SchemaNotFoundException
                | RuntimeException
                | StackOverflowError e) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(count);
    }
}
