/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.benchmark;

import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Samples of processor time from a recording of Java's Flight Recorder, by step of a flow: the processor whose code is
 * on the stack, or else the thread. Includes the time of native methods and of the kernel.
 */
final class FlightProfile {
    /** The event of Java 25 and later, on Linux. */
    static final String EVENT = "jdk.CPUTimeSample";

    /** The step of all processors that create jobs; a flow of the benchmarks has one of them. */
    static final Set<String> CREATE = Set.of("AbstractCreateBatch");

    /** DownloadBatchResults, with the threads that parse results and store them in the cache for it. */
    static final Set<String> DOWNLOAD = Set.of(
            "DownloadBatchResults",
            "thread Batch result decoder",
            "thread Batch result reader",
            "thread Embedding cache fill");

    private static final int FRAMES = 12;
    private static final double NANOS = 1e9;
    private static final String PROCESSOR_METHOD = "onTrigger";
    private static final List<String> FRAMEWORK = List.of(
            "StandardProcessorNode", "AbstractProcessor", "AbstractSessionFactoryProcessor", "StoppableProcessor");

    private final Map<String, Map<String, Double>> framesByStep = new TreeMap<>();

    /**
     * Reads the samples of a period from a recording.
     */
    static FlightProfile read(final Path recording, final Instant start, final Instant end) throws IOException {
        final FlightProfile profile = new FlightProfile();
        try (RecordingFile file = new RecordingFile(recording)) {
            while (file.hasMoreEvents()) {
                final RecordedEvent event = file.readEvent();
                if (event.getEventType().getName().equals(EVENT)
                        && event.getStackTrace() != null
                        && !event.getStartTime().isBefore(start)
                        && !event.getStartTime().isAfter(end)) {
                    profile.add(event, event.getStackTrace().getFrames());
                }
            }
        }
        if (profile.framesByStep.isEmpty()) {
            throw new IOException(
                    "The recording has no samples of processor time, which requires Java 25 or later on Linux");
        }
        return profile;
    }

    private void add(final RecordedEvent event, final List<RecordedFrame> frames) {
        if (frames.isEmpty()) {
            return;
        }

        final Duration period = event.getDuration("samplingPeriod");
        framesByStep
                .computeIfAbsent(step(event, frames), step -> new HashMap<>())
                .merge(name(frames.getFirst()), period.toNanos() / NANOS, Double::sum);
    }

    private static String step(final RecordedEvent event, final List<RecordedFrame> frames) {
        return frames.stream()
                .filter(frame -> frame.getMethod().getName().equals(PROCESSOR_METHOD))
                .map(frame -> simpleName(frame.getMethod().getType().getName()))
                .filter(name -> !FRAMEWORK.contains(name))
                .findFirst()
                .orElseGet(() -> "thread " + thread(event.getThread("eventThread")));
    }

    // without numbers, so that the threads of a pool are one
    private static String thread(final RecordedThread thread) {
        return thread == null || thread.getJavaName() == null
                ? "unknown"
                : thread.getJavaName().replaceAll("[0-9-]+", "").strip();
    }

    private static String name(final RecordedFrame frame) {
        return simpleName(frame.getMethod().getType().getName())
                + '.'
                + frame.getMethod().getName();
    }

    private static String simpleName(final String className) {
        return className.substring(className.lastIndexOf('.') + 1);
    }

    /**
     * Returns the steps, the longest first.
     */
    List<Step> steps() {
        return framesByStep.entrySet().stream()
                .map(step -> new Step(step.getKey(), step.getValue()))
                .sorted(Comparator.comparingDouble(Step::seconds).reversed())
                .toList();
    }

    /**
     * Returns the seconds of some steps.
     */
    double seconds(final Set<String> names) {
        return steps().stream()
                .filter(step -> names.contains(step.name()))
                .mapToDouble(Step::seconds)
                .sum();
    }

    /**
     * Returns the seconds of all samples.
     */
    double seconds() {
        return steps().stream().mapToDouble(Step::seconds).sum();
    }

    /**
     * A step of a flow.
     *
     * @param frames processor seconds by the method at the top of the stack
     */
    record Step(String name, Map<String, Double> frames) {

        double seconds() {
            return frames.values().stream().mapToDouble(Double::doubleValue).sum();
        }

        /**
         * Returns the methods that took longest, with their share of the step.
         */
        String topFrames() {
            final double whole = seconds();
            return frames.entrySet().stream()
                    .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                    .limit(FRAMES)
                    .map(frame ->
                            String.format(Locale.ROOT, "%s %.0f %%", frame.getKey(), 100 * frame.getValue() / whole))
                    .collect(Collectors.joining(", "));
        }
    }
}
