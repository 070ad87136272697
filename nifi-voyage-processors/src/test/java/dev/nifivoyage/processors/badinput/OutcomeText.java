/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.badinput;

import com.fasterxml.jackson.databind.JsonNode;
import org.apache.nifi.util.MockFlowFile;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An outcome in the words of the table: where the records are, and the codes of errors.
 */
final class OutcomeText {
    private final Outcome outcome;

    OutcomeText(final Outcome outcome) {
        this.outcome = outcome;
    }

    @Override
    public String toString() {
        final List<String> parts = new ArrayList<>();
        for (final Map.Entry<String, List<MockFlowFile>> entry :
                outcome.flowFiles().entrySet()) {
            parts.add(part(entry.getKey(), entry.getValue()));
        }
        if (outcome.isLeft()) {
            parts.add("waits in its queue");
        }
        return parts.isEmpty() ? "nothing" : String.join(", ", parts);
    }

    private String part(final String relationship, final List<MockFlowFile> flowFiles) {
        final String code = flowFiles.getFirst().getAttribute("error.code");
        if (code != null) {
            return "%s `%s`".formatted(relationship, code);
        }
        final String count = flowFiles.getFirst().getAttribute("record.count");
        if (count == null) {
            return relationship;
        }
        if (!"rejected".equals(relationship)) {
            return relationship;
        }
        final Map<String, Integer> codes = new TreeMap<>();
        try {
            outcome.read(relationship, record -> codes.merge(code(record), 1, Integer::sum));
        } catch (final IOException e) {
            return relationship + " (unreadable)";
        }
        return "rejected `%s`".formatted(String.join("`, `", codes.keySet()));
    }

    private static String code(final JsonNode record) {
        return record.at("/error/code").asText();
    }
}
