/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors;

import org.apache.nifi.annotation.lifecycle.OnScheduled;
import org.apache.nifi.annotation.lifecycle.OnStopped;
import org.apache.nifi.processor.Processor;
import org.apache.nifi.util.TestRunner;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

/**
 * Triggers the processor of a runner on virtual threads, as NiFi does since 2.13 on Java 25. A runner has platform
 * threads only.
 */
public final class VirtualTriggers {
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private static final int TURNS = 4;

    private VirtualTriggers() {}

    /**
     * Schedules the processor, triggers it so many times at once, and stops it. FlowFiles that are in the queue
     * afterwards, since they pass it more than once, have more such turns.
     */
    public static void run(final TestRunner runner, final int triggers) throws Exception {
        runner.assertValid();
        final Processor processor = runner.getProcessor();
        invoke(processor, OnScheduled.class, runner);
        final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
        trigger(runner, triggers, failures);
        for (int turn = 1; turn < TURNS && !runner.isQueueEmpty(); turn++) {
            trigger(runner, triggers, failures);
        }
        invoke(processor, OnStopped.class, runner);
        if (!failures.isEmpty()) {
            throw new AssertionError("onTrigger failed", failures.peek());
        }
    }

    private static void trigger(final TestRunner runner, final int triggers, final Queue<Throwable> failures)
            throws InterruptedException {
        final Processor processor = runner.getProcessor();
        final List<Thread> threads = IntStream.range(0, triggers)
                .mapToObj(number -> Thread.ofVirtual()
                        .name("trigger " + number)
                        .unstarted(() ->
                                processor.onTrigger(runner.getProcessContext(), runner.getProcessSessionFactory())))
                .toList();
        threads.forEach(thread -> thread.setUncaughtExceptionHandler((failed, failure) -> failures.add(failure)));
        threads.forEach(Thread::start);
        for (final Thread thread : threads) {
            if (!thread.join(DEADLINE)) {
                final AssertionError stuck = new AssertionError("%s does not end".formatted(thread.getName()));
                stuck.setStackTrace(thread.getStackTrace());
                throw stuck;
            }
        }
    }

    private static void invoke(
            final Processor processor, final Class<? extends Annotation> annotation, final TestRunner runner)
            throws ReflectiveOperationException {
        for (final Method method : processor.getClass().getMethods()) {
            if (method.isAnnotationPresent(annotation)) {
                if (method.getParameterCount() == 0) {
                    method.invoke(processor);
                } else {
                    method.invoke(processor, runner.getProcessContext());
                }
            }
        }
    }
}
