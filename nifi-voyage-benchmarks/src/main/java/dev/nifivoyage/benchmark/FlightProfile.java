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
import jdk.jfr.consumer.RecordingFile;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The samples of a recording of Java's Flight Recorder by step of a flow: the processor whose code is on the stack, or
 * else the thread.
 */
final class FlightProfile {
    private static final int FRAMES = 12;
    private static final String PROCESSOR_METHOD = "onTrigger";
    private static final List<String> FRAMEWORK = List.of(
            "StandardProcessorNode", "AbstractProcessor", "AbstractSessionFactoryProcessor", "StoppableProcessor");

    private final Map<String, Map<String, Integer>> framesByStep = new TreeMap<>();
    private int samples;

    /**
     * Reads a recording.
     */
    static FlightProfile read(final Path recording) throws IOException {
        final FlightProfile profile = new FlightProfile();
        try (RecordingFile file = new RecordingFile(recording)) {
            while (file.hasMoreEvents()) {
                final RecordedEvent event = file.readEvent();
                if (event.getEventType().getName().equals("jdk.ExecutionSample") && event.getStackTrace() != null) {
                    profile.add(event, event.getStackTrace().getFrames());
                }
            }
        }
        return profile;
    }

    private void add(final RecordedEvent event, final List<RecordedFrame> frames) {
        if (frames.isEmpty()) {
            return;
        }

        samples++;
        framesByStep
                .computeIfAbsent(step(event, frames), step -> new HashMap<>())
                .merge(name(frames.getFirst()), 1, Integer::sum);
    }

    private static String step(final RecordedEvent event, final List<RecordedFrame> frames) {
        return frames.stream()
                .filter(frame -> frame.getMethod().getName().equals(PROCESSOR_METHOD))
                .map(frame -> simpleName(frame.getMethod().getType().getName()))
                .filter(name -> !FRAMEWORK.contains(name))
                .findFirst()
                .orElseGet(() -> "other: " + thread(event));
    }

    // without numbers, so that the threads of a pool are one
    private static String thread(final RecordedEvent event) {
        return event.getThread("sampledThread") == null
                ? "unknown thread"
                : String.valueOf(event.getThread("sampledThread").getJavaName())
                        .replaceAll("[0-9]+", "")
                        .strip();
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
     * Returns the most frequent top frames of the steps with at least one percent of the samples.
     */
    String text() {
        final StringBuilder text = new StringBuilder();
        framesByStep.entrySet().stream()
                .filter(step -> count(step) * 100 >= samples)
                .sorted(Comparator.comparingInt(step -> -count(step)))
                .forEach(step -> {
                    text.append(String.format(Locale.ROOT, "%n%5.1f %%  %s%n", percent(count(step)), step.getKey()));
                    step.getValue().entrySet().stream()
                            .sorted(Map.Entry.<String, Integer>comparingByValue()
                                    .reversed())
                            .limit(FRAMES)
                            .forEach(frame -> text.append(String.format(
                                    Locale.ROOT, "  %5.1f %%  %s%n", percent(frame.getValue()), frame.getKey())));
                });
        return text.toString();
    }

    private static int count(final Map.Entry<String, Map<String, Integer>> step) {
        return step.getValue().values().stream().mapToInt(Integer::intValue).sum();
    }

    private double percent(final int count) {
        return 100.0 * count / samples;
    }
}
