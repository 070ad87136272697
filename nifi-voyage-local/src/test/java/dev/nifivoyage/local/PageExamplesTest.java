/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * The requests that docs/voyage-local.md shows.
 */
class PageExamplesTest {

    private static final Pattern CURL =
            Pattern.compile("^curl http://127\\.0\\.0\\.1:8089/v1(\\S+) .*\\\\\n  -d '([^']+)'$", Pattern.MULTILINE);

    @Test
    void requestsHaveResponses() throws IOException {
        final Matcher commands = CURL.matcher(Files.readString(Path.of("../docs/voyage-local.md")));
        final List<String> paths = new ArrayList<>();
        try (VoyageLocalServer server = VoyageLocalServer.start(new VoyageLocalOptions())) {
            final LocalClient client = new LocalClient(server);
            while (commands.find()) {
                paths.add(commands.group(1));
                assertEquals(
                        1,
                        LocalClient.json(client.post(commands.group(1), commands.group(2)), 200)
                                .get("data")
                                .size());
            }
        }
        assertEquals(List.of("/embeddings", "/multimodalembeddings"), paths);
    }
}
