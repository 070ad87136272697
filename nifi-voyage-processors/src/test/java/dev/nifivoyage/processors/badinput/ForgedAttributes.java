/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.badinput;

import dev.nifivoyage.processors.batch.CancelBatch;
import dev.nifivoyage.processors.batch.CreateBatchEmbedding;
import dev.nifivoyage.processors.batch.DownloadBatchResults;
import dev.nifivoyage.processors.batch.PollBatchStatus;
import dev.nifivoyage.processors.cache.EvictEmbeddings;
import dev.nifivoyage.processors.realtime.CreateMultimodalEmbedding;
import org.apache.nifi.annotation.behavior.ReadsAttribute;
import org.apache.nifi.annotation.behavior.ReadsAttributes;
import org.apache.nifi.processor.Processor;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * FlowFiles of a job, or on their way to one, with a bad value in one of the attributes that the processor reads.
 */
final class ForgedAttributes {
    static final String KIND = "Forged attributes";
    private static final Map<String, String> VALUES = new LinkedHashMap<>();

    static {
        VALUES.put("nothing", "");
        VALUES.put("a letter", "x");
        VALUES.put("the largest long", "9223372036854775807");
        VALUES.put("the last moment of Java", "+1000000000-12-31T23:59:59.999999999Z");
        VALUES.put("a path and a header", "../../etc/passwd\r\nX-Api-Key: b\0c");
        VALUES.put("a record path that is none", "/a[*]/../b[']");
        VALUES.put("a megabyte", "a".repeat(1 << 20));
    }

    private ForgedAttributes() {}

    static Stream<BadInputCase> cases() {
        return Stream.of(
                        polling(PollBatchStatus::new),
                        polling(CancelBatch::new),
                        cases(EvictEmbeddings.class, Stream.of("namespace"), ForgedAttributes::evict),
                        cases(DownloadBatchResults.class, ForgedAttributes::download),
                        cases(CreateBatchEmbedding.class, RecordProcessor.BATCH_EMBEDDING::runBatch),
                        cases(CreateMultimodalEmbedding.class, RecordProcessor.MULTIMODAL_IMAGE::runBatch))
                .flatMap(cases -> cases);
    }

    /**
     * Gives a processor a FlowFile with more attributes.
     */
    @FunctionalInterface
    private interface Forgery {
        Outcome run(BadInputServer server, Map<String, String> attributes) throws Exception;
    }

    private static Stream<BadInputCase> polling(final Supplier<Processor> processor) {
        return cases(processor.get().getClass(), (server, attributes) -> {
            final TestRunner runner = server.flow().withClient(processor.get());
            final MockFlowFile submitted = server.submitted();
            final Map<String, String> all = new HashMap<>(submitted.getAttributes());
            all.putAll(attributes);
            final Outcome outcome = new Outcome(submitted.toByteArray(), OptionalLong.empty());
            runner.enqueue(submitted.toByteArray(), all);
            runner.run();
            return outcome.add(runner);
        });
    }

    // the processor has the name of this attribute from its property
    private static Outcome evict(final BadInputServer server, final Map<String, String> attributes) throws Exception {
        final TestRunner runner = TestRunners.newTestRunner(new EvictEmbeddings());
        server.lendCache(runner);
        runner.setProperty("Namespace", "${namespace}");
        final byte[] content = RecordProcessor.CREATE_EMBEDDING.records().getBytes(StandardCharsets.UTF_8);
        final Outcome outcome = new Outcome(content, OptionalLong.empty());
        runner.enqueue(content, attributes);
        runner.run();
        return outcome.add(runner);
    }

    private static Outcome download(final BadInputServer server, final Map<String, String> attributes)
            throws Exception {
        final MockFlowFile completed = server.completed();
        final TestRunner runner = server.flow().download();
        final Map<String, String> all = new HashMap<>(completed.getAttributes());
        all.putAll(attributes);
        final Outcome outcome = new Outcome(completed.toByteArray(), OptionalLong.of(3));
        runner.enqueue(completed.toByteArray(), all);
        runner.run();
        return outcome.add(runner);
    }

    private static Stream<BadInputCase> cases(final Class<? extends Processor> processor, final Forgery forgery) {
        return cases(processor, attributes(processor), forgery);
    }

    private static Stream<BadInputCase> cases(
            final Class<? extends Processor> processor, final Stream<String> attributes, final Forgery forgery) {
        return attributes.flatMap(attribute -> VALUES.entrySet().stream()
                .map(value -> new BadInputCase(
                        KIND,
                        "`%s`".formatted(attribute),
                        processor.getSimpleName(),
                        value.getKey(),
                        server -> forgery.run(server, Map.of(attribute, value.getValue())))));
    }

    private static Stream<String> attributes(final Class<?> processor) {
        for (Class<?> type = processor; type != null; type = type.getSuperclass()) {
            final ReadsAttributes own = type.getDeclaredAnnotation(ReadsAttributes.class);
            if (own != null) {
                return Arrays.stream(own.value()).map(ReadsAttribute::attribute);
            }
        }
        return Stream.of();
    }
}
