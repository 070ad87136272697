/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The SQL of docs/databases.md, so that tests run what users read.
 */
final class DatabasesPage {
    /** Stands for a vector on the page. */
    static final String VECTOR = "[0.1,-0.2,…]";

    private static final Path PAGE = Path.of(System.getProperty("flow.definitions"), "../docs/databases.md");
    private static final Pattern BLOCK = Pattern.compile("```sql\\n(.*?)```", Pattern.DOTALL);

    /** A function has semicolons between dollars. */
    private static final Pattern STATEMENT = Pattern.compile("((?:\\$\\$.*?\\$\\$|[^;])++);", Pattern.DOTALL);

    private DatabasesPage() {}

    /**
     * The statements of a section, in their order.
     */
    static List<String> statements(final String heading) throws IOException {
        return BLOCK.matcher(section(heading))
                .results()
                .flatMap(block -> STATEMENT.matcher(block.group(1)).results())
                .map((final MatchResult result) -> result.group(1).strip())
                .toList();
    }

    /**
     * The value of Search SQL for a database.
     */
    static String search(final String database) throws IOException {
        return Pattern.compile("^\\| %s \\| `(.*)` \\|$".formatted(Pattern.quote(database)), Pattern.MULTILINE)
                .matcher(section("Search"))
                .results()
                .map((final MatchResult result) -> result.group(1))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No Search SQL for " + database + " in " + PAGE));
    }

    private static String section(final String heading) throws IOException {
        return Pattern.compile(
                        "^## %s\\n(.*?)(?=^## |\\z)".formatted(Pattern.quote(heading)),
                        Pattern.MULTILINE | Pattern.DOTALL)
                .matcher(Files.readString(PAGE))
                .results()
                .map((final MatchResult result) -> result.group(1))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No section " + heading + " in " + PAGE));
    }
}
