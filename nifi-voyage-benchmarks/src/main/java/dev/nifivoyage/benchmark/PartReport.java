/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.benchmark;

import java.util.ArrayList;
import java.util.List;

/**
 * The table and the targets of a part, as Markdown.
 */
public final class PartReport {
    private final String title;
    private final List<String> lines = new ArrayList<>();
    private final List<String> verdicts = new ArrayList<>();
    private boolean holding = true;

    /**
     * @param columns the heading of the table; the first column is text, all others are figures
     */
    public PartReport(final String title, final String... columns) {
        this.title = title;
        lines.add("| " + String.join(" | ", columns) + " |");
        lines.add("| --- |" + " ---: |".repeat(columns.length - 1));
    }

    public PartReport record(final String... cells) {
        lines.add("| " + String.join(" | ", cells) + " |");
        return this;
    }

    /**
     * Adds the verdict on a target.
     *
     * @param measured such as {@code 1.7 times the scan}
     * @param target such as {@code at most 2.0 times}
     */
    public PartReport verdict(final boolean holds, final String measured, final String target) {
        verdicts.add("- %s: %s (target: %s)".formatted(holds ? "holds" : "MISSED", measured, target));
        holding &= holds;
        return this;
    }

    /**
     * Adds a note.
     */
    public PartReport note(final String note) {
        verdicts.add("- " + note);
        return this;
    }

    /**
     * Returns true if all targets hold.
     */
    boolean isHolding() {
        return holding;
    }

    String markdown() {
        return "## %s\n\n%s\n\n%s\n".formatted(title, String.join("\n", lines), String.join("\n", verdicts));
    }
}
