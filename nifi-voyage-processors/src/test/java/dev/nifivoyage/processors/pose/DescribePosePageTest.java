/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.pose;

import dev.nifivoyage.processors.batch.Records;
import dev.nifivoyage.processors.batch.VoyageTestEnvironment;
import org.apache.nifi.controller.ControllerService;
import org.apache.nifi.csv.CSVReader;
import org.apache.nifi.json.JsonRecordSetWriter;
import org.apache.nifi.json.JsonTreeReader;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;
import org.junit.jupiter.api.Test;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The examples in DescribePose's documentation have the texts that stand below them.
 */
class DescribePosePageTest {
    private static final Pattern EXAMPLE = Pattern.compile("```(?:json|csv)\n([^`]+)```\n\nThe text is `([^`]+)`\\.");

    @Test
    void describesTheOutputOfMediaPipe() throws Exception {
        final String page =
                SampleTexts.resource("/docs/%s/additionalDetails.md".formatted(DescribePose.class.getName()));
        final Matcher examples = EXAMPLE.matcher(page);

        assertDescribed(examples, new JsonTreeReader(), Map.of("Landmarks Record Path", "/landmarks"));
        assertDescribed(
                examples,
                new JsonTreeReader(),
                Map.of(
                        "Landmarks Record Path",
                        "/pose_landmarks",
                        "Left Hand Record Path",
                        "/left_hand_landmarks",
                        "Right Hand Record Path",
                        "/right_hand_landmarks"));
        assertDescribed(examples, new CSVReader(), Map.of("Landmarks Record Path", "/"));
    }

    private void assertDescribed(
            final Matcher examples, final ControllerService reader, final Map<String, String> paths) throws Exception {
        assertTrue(examples.find(), "an example is not in the page");
        final TestRunner runner = TestRunners.newTestRunner(new DescribePose());
        VoyageTestEnvironment.use(runner, "Record Reader", reader);
        VoyageTestEnvironment.use(runner, "Record Writer", new JsonRecordSetWriter());
        paths.forEach(runner::setProperty);
        runner.enqueue(examples.group(1));
        runner.run();

        runner.assertTransferCount(DescribePose.REJECTED, 0);
        assertEquals(
                examples.group(2),
                Records.read(runner.getFlowFilesForRelationship(DescribePose.SUCCESS))
                        .getFirst()
                        .path("text")
                        .asText());
    }
}
