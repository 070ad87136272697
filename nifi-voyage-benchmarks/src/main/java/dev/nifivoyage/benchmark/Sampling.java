/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.benchmark;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Samples a running NiFi every half second until it is closed: forces a full collection, so that the log shows the live
 * heap, and adds up how long processors work. NiFi itself forgets after five minutes.
 */
final class Sampling implements AutoCloseable {
    private static final long PAUSE_MILLIS = 500;

    private final long pid;
    private final ProcessorTimes times;
    private final String[] processors;
    private final Map<String, Double> last = new HashMap<>();
    private final Map<String, Double> sums = new HashMap<>();
    private final Thread thread;
    private boolean ending;
    private int samples;
    private Exception failure;

    /**
     * Starts at once.
     *
     * @param processors whose times count
     */
    Sampling(final long pid, final ProcessorTimes times, final String... processors) {
        this.pid = pid;
        this.times = times;
        this.processors = processors;
        thread = Thread.ofPlatform().daemon().name("sampling").start(this::sampleUntilClosed);
    }

    /**
     * Has the whole heap of a JVM collected.
     */
    static void collect(final long pid) throws IOException, InterruptedException {
        new DiagnosticCommand(pid).run("GC.run");
    }

    /**
     * Ends after a last look.
     *
     * @throws IllegalStateException if a sample failed
     */
    @Override
    public void close() {
        synchronized (this) {
            ending = true;
            notifyAll();
        }
        try {
            thread.join();
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while NiFi was looked at", e);
        }
        if (failure != null) {
            throw new IllegalStateException("NiFi could not be watched: " + failure.getMessage(), failure);
        }
    }

    /**
     * How long the processors have worked in all since the start, once it is closed.
     */
    double seconds() {
        return sums.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    int samples() {
        return samples;
    }

    private void sampleUntilClosed() {
        try {
            boolean more = true;
            while (more) {
                more = pause();
                collect(pid);
                samples++;
                for (final String processor : processors) {
                    add(processor, times.seconds(processor));
                }
            }
        } catch (final IOException | InterruptedException | RuntimeException e) {
            failure = e;
        }
    }

    // falls when the earliest of the last five minutes is forgotten
    private void add(final String processor, final double now) {
        final double before = last.getOrDefault(processor, 0.0);
        sums.merge(processor, Math.max(0, now - before), Double::sum);
        last.put(processor, now);
    }

    private synchronized boolean pause() throws InterruptedException {
        if (!ending) {
            wait(PAUSE_MILLIS);
        }
        return !ending;
    }
}
