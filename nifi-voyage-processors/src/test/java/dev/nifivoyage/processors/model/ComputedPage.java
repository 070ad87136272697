/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * A page of the documentation with tables that are computed.
 */
final class ComputedPage {
    private static final Pattern COMPUTED = Pattern.compile("<!-- computed -->\n((?:\\|.*\n)+)");

    private final String text;

    private ComputedPage(final String text) {
        this.text = text;
    }

    /**
     * @param name such as {@code cost.md}
     */
    static ComputedPage read(final String name) throws IOException {
        try (InputStream input = ComputedPage.class.getResourceAsStream("/docs/" + name)) {
            return new ComputedPage(new String(input.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    String text() {
        return text;
    }

    /**
     * Fails unless the page has these tables.
     *
     * @param file name of a file in {@code target} that has the tables that the page must have
     */
    void assertTables(final String file, final List<String> tables) throws IOException {
        Files.writeString(Files.createDirectories(Path.of("target")).resolve(file), String.join("\n", tables));
        final List<String> written = new ArrayList<>();
        final Matcher matcher = COMPUTED.matcher(text);
        while (matcher.find()) {
            written.add(matcher.group(1));
        }

        assertEquals(String.join("\n", tables), String.join("\n", written));
    }
}
