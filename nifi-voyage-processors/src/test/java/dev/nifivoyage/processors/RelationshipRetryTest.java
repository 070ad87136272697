/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors;

import dev.nifivoyage.local.VoyageLocalOptions;
import dev.nifivoyage.processors.batch.CancelBatch;
import dev.nifivoyage.processors.batch.DownloadBatchResults;
import dev.nifivoyage.processors.batch.PollBatchStatus;
import dev.nifivoyage.processors.batch.VoyageTestEnvironment;
import dev.nifivoyage.processors.chunk.ChunkText;
import dev.nifivoyage.processors.gesture.LoadGestureLibrary;
import dev.nifivoyage.processors.gesture.MatchGesture;
import dev.nifivoyage.processors.pose.DescribePose;
import dev.nifivoyage.processors.realtime.CreateEmbedding;
import dev.nifivoyage.processors.realtime.CreateMultimodalEmbedding;
import dev.nifivoyage.processors.realtime.Rerank;
import org.apache.nifi.annotation.lifecycle.OnScheduled;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.Processor;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.processor.exception.ProcessException;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * NiFi's own Retry on each relationship of each processor: harmless, or refused at start.
 */
class RelationshipRetryTest {
    @RegisterExtension
    final VoyageTestEnvironment flow = new VoyageTestEnvironment(new VoyageLocalOptions());

    static Stream<Arguments> processors() {
        return Stream.of(
                Arguments.of(new CreateEmbedding(), Set.of("success", "rejected", "original", "retry", "failure")),
                Arguments.of(
                        new CreateMultimodalEmbedding(),
                        Set.of("success", "rejected", "over budget", "original", "retry", "failure")),
                Arguments.of(new Rerank(), Set.of("success", "rejected", "original", "retry", "failure")),
                Arguments.of(new MatchGesture(), Set.of("success", "unknown", "transition", "rejected", "original")),
                Arguments.of(
                        new LoadGestureLibrary(), Set.of("success", "rejected", "original", "waiting", "submitted")),
                Arguments.of(new DownloadBatchResults(), Set.of("success", "rejected", "unprocessed", "original")),
                Arguments.of(new PollBatchStatus(), Set.of("running")),
                Arguments.of(new CancelBatch(), Set.of()),
                Arguments.of(new ChunkText(), Set.of()),
                Arguments.of(new DescribePose(), Set.of()));
    }

    @ParameterizedTest
    @MethodSource("processors")
    void rejectsToStartWhereRetryDoesHarm(final Processor processor, final Set<String> harmful) throws Exception {
        final TestRunner runner = flow.withClient(processor);
        final Set<String> rejected = new TreeSet<>();
        // some exist only with other settings
        final Set<Relationship> relationships = new HashSet<>(processor.getRelationships());
        harmful.forEach(
                name -> relationships.add(new Relationship.Builder().name(name).build()));
        for (final Relationship relationship : relationships) {
            final String message = start(processor, runner.getProcessContext(), relationship);
            if (message != null) {
                rejected.add(relationship.getName());
                assertTrue(message.contains("[%s]".formatted(relationship.getName())), message);
                assertTrue(message.contains("connect"), message);
            }
        }

        assertEquals(new TreeSet<>(harmful), rejected);
    }

    @Test
    void startsWithoutRetry() throws Exception {
        flow.download().run();
    }

    // what NiFi does, with Retry on one relationship: nifi-mock knows of no Retry
    private static String start(final Processor processor, final ProcessContext context, final Relationship retried)
            throws ReflectiveOperationException {
        final ProcessContext withRetry = (ProcessContext) Proxy.newProxyInstance(
                ProcessContext.class.getClassLoader(),
                new Class<?>[] {ProcessContext.class},
                (proxy, method, arguments) -> "isRelationshipRetried".equals(method.getName())
                        ? Boolean.valueOf(retried.equals(arguments[0]))
                        : method.invoke(context, arguments));
        for (final Method method : processor.getClass().getMethods()) {
            if (method.isAnnotationPresent(OnScheduled.class) && method.getParameterCount() == 1) {
                try {
                    method.invoke(processor, withRetry);
                } catch (final InvocationTargetException e) {
                    if (e.getCause() instanceof final ProcessException rejection) {
                        return rejection.getMessage();
                    }
                    throw e;
                }
            }
        }

        return null;
    }
}
