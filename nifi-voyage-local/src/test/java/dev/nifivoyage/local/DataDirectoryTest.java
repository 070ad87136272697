/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class DataDirectoryTest {

    @Test
    void temporaryDirectoryGoesAndNamedOneStays(@TempDir final Path named) throws Exception {
        final DataDirectory temporary = DataDirectory.open(null);
        Files.writeString(temporary.files().resolve("file"), "content");
        temporary.close();
        assertFalse(Files.exists(temporary.path()));
        try (VoyageLocalServer server = VoyageLocalServer.start(new VoyageLocalOptions().dataDirectory(named))) {
            new LocalClient(server).upload("content");
        }
        assertTrue(Files.exists(named.resolve("ledger.jsonl")));
    }

    @Test
    void takenPortIsAnErrorThatLeavesNothingRunning() {
        try (VoyageLocalServer server = VoyageLocalServer.start(new VoyageLocalOptions())) {
            final VoyageLocalOptions same =
                    new VoyageLocalOptions().port(server.baseUri().getPort());
            assertThrows(RuntimeException.class, () -> VoyageLocalServer.start(same));
            assertEquals(200, new LocalClient(server).get("/files").statusCode());
        }
    }
}
