/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.vector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The blocks of docs/vector-databases.md.
 */
final class VectorDatabasesPage {
    static final ObjectMapper JSON = new ObjectMapper();

    private static final Path PAGE = Path.of("../../docs/vector-databases.md");

    private VectorDatabasesPage() {}

    /**
     * The records that all bodies are made of.
     */
    static JsonNode records() throws IOException {
        return json("Records", 0);
    }

    /**
     * A block of JSON.
     *
     * @param heading heading of a section
     * @param index position among the blocks of JSON in the section, from 0
     */
    static JsonNode json(final String heading, final int index) throws IOException {
        return JSON.readTree(block(heading, "json", index));
    }

    /**
     * The only block of a language in a section, without its last line break.
     */
    static String block(final String heading, final String language) throws IOException {
        return block(heading, language, 0);
    }

    /**
     * The lines of the bulk body for Elasticsearch and OpenSearch.
     */
    static List<JsonNode> bulkLines() throws IOException {
        final List<JsonNode> lines = new ArrayList<>();
        for (final String line : block("Elasticsearch", "ndjson").split("\n")) {
            lines.add(JSON.readTree(line));
        }
        return lines;
    }

    /**
     * The cells of the database's line in the table of limits, without the database.
     */
    static List<String> limits(final String database) throws IOException {
        return Pattern.compile("^\\| %s \\|(.*)\\|$".formatted(database), Pattern.MULTILINE)
                .matcher(section("Limits"))
                .results()
                .flatMap((final MatchResult result) -> Pattern.compile("\\|").splitAsStream(result.group(1)))
                .map(String::strip)
                .toList();
    }

    private static String block(final String heading, final String language, final int index) throws IOException {
        final List<String> blocks = Pattern.compile("```%s\\n(.*?)\\n```".formatted(language), Pattern.DOTALL)
                .matcher(section(heading))
                .results()
                .map((final MatchResult result) -> result.group(1))
                .toList();
        return blocks.get(index);
    }

    private static String section(final String heading) throws IOException {
        return Pattern.compile("^## %s\\n(.*?)(?=^## |\\z)".formatted(heading), Pattern.MULTILINE | Pattern.DOTALL)
                .matcher(Files.readString(PAGE))
                .results()
                .map((final MatchResult result) -> result.group(1))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No section " + heading));
    }
}
