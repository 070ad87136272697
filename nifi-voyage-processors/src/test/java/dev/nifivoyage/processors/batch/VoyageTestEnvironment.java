/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch;

import dev.nifivoyage.local.VoyageLocalOptions;
import dev.nifivoyage.local.VoyageLocalServer;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.batch.create.SubmissionMemory;
import dev.nifivoyage.processors.property.VoyageClientProperty;
import dev.nifivoyage.service.client.StandardVoyageClientService;
import org.apache.nifi.controller.ControllerService;
import org.apache.nifi.json.JsonRecordSetWriter;
import org.apache.nifi.json.JsonTreeReader;
import org.apache.nifi.processor.Processor;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The processors with their real services and the local Voyage server, which runs until the end of a test.
 */
public final class VoyageTestEnvironment implements AfterEachCallback, AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final String CLIENT = "client";
    private static final String READER = "reader";
    private static final String WRITER = "writer";

    private static final AtomicLong MOVED = new AtomicLong(1_000_000);

    private final VoyageLocalServer voyage;
    private final AtomicLong nanoTime = new AtomicLong();
    private final List<TestRunner> runners = new ArrayList<>();

    public VoyageTestEnvironment(final VoyageLocalOptions options) {
        voyage = VoyageLocalServer.start(options);
    }

    public VoyageLocalServer voyage() {
        return voyage;
    }

    /**
     * Advances the clock of all processors that create jobs.
     */
    public void letTimePass(final Duration time) {
        nanoTime.addAndGet(time.toNanos());
    }

    /**
     * Returns the memory of a new processor, as on another node or after a restart of NiFi.
     */
    public SubmissionMemory newMemory() {
        return new SubmissionMemory(nanoTime::get);
    }

    /**
     * Returns a processor whose {@code run()} continues until the FlowFile has left its queue.
     */
    public TestRunner create() throws InitializationException {
        final TestRunner runner = QueuePassingRunner.of(withRecords(new CreateBatchEmbedding(newMemory())));
        runner.assertValid();
        return runner;
    }

    public TestRunner createContextualized() throws InitializationException {
        return QueuePassingRunner.of(withRecords(new CreateBatchContextualized(newMemory())));
    }

    public TestRunner createRerank() throws InitializationException {
        final TestRunner runner = QueuePassingRunner.of(withRecords(new CreateBatchRerank(newMemory())));
        runner.assertValid();
        return runner;
    }

    public TestRunner poll() throws InitializationException {
        return poll(new PollBatchStatus());
    }

    public TestRunner poll(final PollBatchStatus processor) throws InitializationException {
        final TestRunner runner = withClient(processor);
        runner.setProperty(PollBatchStatus.MINIMUM_POLLING_INTERVAL, "20 ms");
        runner.setProperty(PollBatchStatus.MAXIMUM_POLLING_INTERVAL, "50 ms");
        runner.assertValid();
        return runner;
    }

    public TestRunner download() throws InitializationException {
        return download(new DownloadBatchResults());
    }

    /**
     * Returns a download that does not wait for missing results.
     */
    TestRunner download(final DownloadBatchResults processor) throws InitializationException {
        final TestRunner runner = withRecords(processor);
        runner.setProperty("Missing Results Timeout", "0 sec");
        runner.assertValid();
        return runner;
    }

    /**
     * Returns a download without a reader and a writer.
     */
    TestRunner downloadWithoutRecords() throws InitializationException {
        return withClient(new DownloadBatchResults());
    }

    /**
     * Creates the job of a content, and returns its FlowFile.
     */
    public MockFlowFile submit(final TestRunner create, final String content) {
        create.enqueue(content);
        create.run();
        assertEquals(List.of(), create.getLogger().getErrorMessages(), "errors");
        assertEquals(List.of(), create.getLogger().getWarnMessages(), "warnings");
        create.assertTransferCount(CreateBatchEmbedding.SUBMITTED, 1);
        final MockFlowFile submitted = create.getFlowFilesForRelationship(CreateBatchEmbedding.SUBMITTED)
                .getFirst();
        create.clearTransferState();
        return submitted;
    }

    /**
     * Polls until the FlowFile has left running and retry.
     */
    public MockFlowFile await(final MockFlowFile submitted) throws InitializationException {
        final TestRunner poll = poll();
        enqueue(poll, submitted);
        return await(poll);
    }

    /**
     * Polls until the job has ended, with a FlowFile that has only its ID.
     */
    MockFlowFile await(final String batchId) throws InitializationException {
        final TestRunner poll = poll();
        poll.enqueue(new byte[0], Map.of(VoyageAttributes.BATCH_ID, batchId));
        return await(poll);
    }

    private static MockFlowFile await(final TestRunner poll) {
        final long end = System.nanoTime() + DEADLINE.toNanos();
        while (poll.getFlowFilesForRelationship(PollBatchStatus.COMPLETED).isEmpty()) {
            assertTrue(System.nanoTime() < end, "the job has not ended");
            assertEquals(List.of(), poll.getFlowFilesForRelationship(PollBatchStatus.JOB_FAILED));
            assertEquals(List.of(), poll.getFlowFilesForRelationship(PollBatchStatus.FAILURE));
            poll.run(1, false);
            for (final MockFlowFile waiting : poll.getFlowFilesForRelationship(PollBatchStatus.RUNNING)) {
                poll.enqueue(waiting);
            }
            if (poll.getFlowFilesForRelationship(PollBatchStatus.COMPLETED).isEmpty()) {
                poll.clearTransferState();
            }
        }

        return poll.getFlowFilesForRelationship(PollBatchStatus.COMPLETED).getFirst();
    }

    /**
     * Downloads the results, and returns the runner with the output.
     */
    public TestRunner download(final MockFlowFile completed) throws InitializationException {
        final TestRunner download = download();
        enqueue(download, completed);
        download.run();
        return download;
    }

    /**
     * Enqueues a copy of a FlowFile of another runner, because each runner has its own FlowFile IDs.
     */
    public static void enqueue(final TestRunner runner, final MockFlowFile flowFile) {
        runner.enqueue(flowFile.toByteArray(), flowFile.getAttributes());
    }

    /**
     * Enqueues a FlowFile of another runner as NiFi does on another node: with a new UUID and all other attributes.
     * Source: {@code StandardLoadBalanceProtocol.receiveFlowFile}.
     */
    public static void move(final TestRunner runner, final MockFlowFile flowFile) {
        enqueue(runner, flowFile);
    }

    /**
     * Takes the next FlowFile out of the queue; null if it is empty.
     */
    public static MockFlowFile take(final TestRunner runner) {
        return (MockFlowFile) runner.getProcessSessionFactory().createSession().get();
    }

    /**
     * Runs one step of a processor, after which the FlowFile may be in the queue again.
     */
    public static void step(final TestRunner runner) {
        runner.run(1, false, true);
    }

    /**
     * Enqueues a FlowFile with the same UUID, as NiFi does after a rollback or a restart.
     */
    public static void restore(final TestRunner runner, final MockFlowFile flowFile) {
        // a number that no runner reaches by itself
        runner.enqueue(new MockFlowFile(MOVED.incrementAndGet(), flowFile));
    }

    /**
     * Runs a step whose session is lost: NiFi is killed before the commit, the session is rolled back, or NiFi's own
     * Retry undoes it. The FlowFile is in the queue again unchanged.
     */
    public static void loseStep(final TestRunner runner) {
        final MockFlowFile before = take(runner);
        restore(runner, before);
        step(runner);
        drop(runner);
        restore(runner, before);
    }

    /**
     * Runs a step and kills the processor before its session is committed; then another one without memory gets the
     * FlowFile.
     */
    public static void kill(final TestRunner runner, final TestRunner restarted) {
        loseStep(runner);
        restore(restarted, take(runner));
    }

    private static void drop(final TestRunner runner) {
        while (!runner.isQueueEmpty()) {
            take(runner);
        }
        runner.clearTransferState();
    }

    /**
     * Configures another reader or writer with its defaults.
     */
    public static void use(final TestRunner runner, final String property, final ControllerService service)
            throws InitializationException {
        use(runner, property, service, Map.of());
    }

    /**
     * Replaces a service of a processor with another that has some properties.
     */
    static void use(
            final TestRunner runner,
            final String property,
            final ControllerService service,
            final Map<String, String> properties)
            throws InitializationException {
        final String id = "another " + property;
        runner.addControllerService(id, service);
        properties.forEach((name, value) -> runner.setProperty(service, name, value));
        runner.enableControllerService(service);
        runner.setProperty(property, id);
    }

    /**
     * Connects the client of a processor to another server.
     */
    public static void connect(final TestRunner runner, final String baseUrl) {
        final ControllerService client = runner.getControllerService(CLIENT);
        runner.disableControllerService(client);
        runner.setProperty(client, "Base URL", baseUrl);
        runner.enableControllerService(client);
    }

    public TestRunner withClient(final Processor processor) throws InitializationException {
        final TestRunner runner = TestRunners.newTestRunner(processor);
        final StandardVoyageClientService client = new StandardVoyageClientService();
        runner.addControllerService(CLIENT, client);
        runner.setProperty(client, "API Key", "pa-a-key-for-tests");
        runner.setProperty(client, "Base URL", voyage.baseUri().toString());
        runner.setProperty(client, "Maximum Retries", "0");
        runner.enableControllerService(client);
        runner.setProperty(VoyageClientProperty.VOYAGE_CLIENT_SERVICE, CLIENT);
        runners.add(runner);
        return runner;
    }

    public TestRunner withRecords(final Processor processor) throws InitializationException {
        final TestRunner runner = withClient(processor);
        final JsonTreeReader reader = new JsonTreeReader();
        runner.addControllerService(READER, reader);
        runner.enableControllerService(reader);
        final JsonRecordSetWriter writer = new JsonRecordSetWriter();
        runner.addControllerService(WRITER, writer);
        runner.setProperty(writer, "output-grouping", "output-oneline");
        runner.enableControllerService(writer);
        runner.setProperty("Record Reader", READER);
        runner.setProperty("Record Writer", WRITER);
        return runner;
    }

    /**
     * Disables the clients of all runners so far: each has a thread, and thousands of them take all the time.
     */
    public void disableClients() {
        for (final TestRunner runner : runners) {
            final ControllerService client = runner.getControllerService(CLIENT);
            if (runner.isControllerServiceEnabled(client)) {
                runner.disableControllerService(client);
            }
        }
        runners.clear();
    }

    @Override
    public void afterEach(final ExtensionContext context) {
        close();
    }

    @Override
    public void close() {
        voyage.close();
    }
}
