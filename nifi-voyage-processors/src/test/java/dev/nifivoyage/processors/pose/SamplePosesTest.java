/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.pose;

import org.junit.jupiter.api.Test;

import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The sample files are what the generator draws.
 */
class SamplePosesTest {

    @Test
    void filesAreUpToDate() throws Exception {
        assertEquals(16, SamplePoses.files().size());
        for (final Map.Entry<String, String> file : SamplePoses.files().entrySet()) {
            final String content = SampleTexts.resource("/poses/" + file.getKey());

            assertTrue(file.getValue().equals(content), file.getKey());
        }
    }
}
