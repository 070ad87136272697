/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.system;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

import static org.junit.jupiter.api.Assertions.assertEquals;

class FlowFileDamageTest {
    private static final String FLOW_FILE =
            "StandardFlowFileRecord[uuid=85a7d2e8,claim=StandardContentClaim [resourceClaim=StandardResourceClaim[id=1-3, section=8], length=224],offset=0,name=recording-11.jsonl,size=224]";
    private static final String REPEATED =
            "2026-11-30 03:04:43,832 ERROR [Timer-Driven Process Thread-3] o.a.n.c.r.StandardProcessSession Attempted to pull "
                    + FLOW_FILE
                    + " from Connection[ID=8a, Source ID=ed, Dest ID=7e] but the Session already has a FlowFile with the same ID (23): "
                    + FLOW_FILE
                    + ", which was pulled from FlowFileQueue[id=8a]. This means that the system has two FlowFiles with the same ID, which should not happen.\n";
    private static final String LOST =
            "org.apache.nifi.controller.repository.ContentNotFoundException: Could not find content for StandardContentClaim [resourceClaim=...]\n";

    @TempDir
    private Path logs;

    @Test
    void readsAllLogFiles() throws IOException {
        Files.writeString(logs.resolve("nifi-app.log"), "INFO added %s to flow\n".formatted(FLOW_FILE));
        assertEquals(FlowFileDamage.NONE, FlowFileDamage.of(logs));

        Files.writeString(logs.resolve("nifi-app_2026-11-30_03.0.log"), REPEATED);
        assertEquals(new FlowFileDamage(false, Set.of("recording-11.jsonl")), FlowFileDamage.of(logs));

        Files.writeString(logs.resolve("nifi-app_2026-11-30_04.0.log"), LOST);
        assertEquals(new FlowFileDamage(true, Set.of("recording-11.jsonl")), FlowFileDamage.of(logs));
    }
}
