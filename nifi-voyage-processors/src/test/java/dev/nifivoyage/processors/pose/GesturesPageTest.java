/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.pose;

import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * {@code docs/gestures.md} is what the samples show now. Writes {@code target/gestures.md}.
 */
class GesturesPageTest {

    @Test
    void pageIsUpToDate() throws Exception {
        final String page = new GesturesPage().text();
        Files.writeString(Files.createDirectories(Path.of("target")).resolve("gestures.md"), page);

        assertEquals(SampleTexts.resource("/docs/gestures.md"), page);
    }
}
