/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.badinput;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The table of docs/reliability.md: one line for each kind of input, with the number of inputs and what became of them.
 */
final class OutcomeTable {
    private static final int EXAMPLES = 5;

    private final Map<String, Line> lines = new LinkedHashMap<>();

    private record Line(Set<String> inputs, Set<String> processors, Map<String, Integer> outcomes) {}

    /**
     * Adds a run.
     *
     * @param processor name of the processor, perhaps with a place after a comma
     * @param outcome in the words of the table
     */
    synchronized void add(final String kind, final String input, final String processor, final String outcome) {
        final Line line = lines.computeIfAbsent(
                kind, name -> new Line(new LinkedHashSet<>(), new LinkedHashSet<>(), new TreeMap<>()));
        line.inputs().add(input);
        line.processors().add(processor.replaceFirst(",.*", ""));
        line.outcomes().merge(outcome, 1, Integer::sum);
    }

    @Override
    public String toString() {
        final StringBuilder table = new StringBuilder("""
            | Kind | Inputs | Processors | Runs | Some of the inputs | Where the records are, or the whole FlowFile |
            | --- | ---: | ---: | ---: | --- | --- |
            """);
        lines.forEach((kind, line) -> table.append("| %s | %d | %d | %d | %s | %s |%n"
                .formatted(
                        kind,
                        line.inputs().size(),
                        line.processors().size(),
                        line.outcomes().values().stream()
                                .mapToInt(Integer::intValue)
                                .sum(),
                        String.join("; ", examples(List.copyOf(line.inputs()))),
                        outcomes(line.outcomes()))));
        return table.toString();
    }

    private static List<String> examples(final List<String> inputs) {
        final List<String> examples = new ArrayList<>();
        final int step = Math.max(1, inputs.size() / EXAMPLES);
        for (int i = 0; i < inputs.size() && examples.size() < EXAMPLES; i += step) {
            examples.add(inputs.get(i).replace("|", "\\|"));
        }
        return examples;
    }

    private static String outcomes(final Map<String, Integer> outcomes) {
        return outcomes.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .map(outcome -> "%d × %s".formatted(outcome.getValue(), outcome.getKey()))
                .collect(Collectors.joining("; "));
    }
}
