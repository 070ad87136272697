/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.fuzz;

import dev.nifivoyage.processors.batch.create.JobMetadataFuzz;
import dev.nifivoyage.processors.batch.result.ErrorLinesFuzz;
import dev.nifivoyage.processors.batch.result.ResultLinesFuzz;
import dev.nifivoyage.processors.gesture.match.LibraryFileFuzz;
import dev.nifivoyage.processors.pose.LandmarksFuzz;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;

/**
 * Runs the fuzz targets with their corpus: the seeds of {@code ./fuzz}, and the inputs that it failed on.
 */
class FuzzCorpusTest {

    private static final Map<String, Consumer<byte[]>> TARGETS = Map.of(
            "result-lines", ResultLinesFuzz::fuzzerTestOneInput,
            "error-lines", ErrorLinesFuzz::fuzzerTestOneInput,
            "landmarks", LandmarksFuzz::fuzzerTestOneInput,
            "library-files", LibraryFileFuzz::fuzzerTestOneInput,
            "job-metadata", JobMetadataFuzz::fuzzerTestOneInput);

    @Test
    void theScriptHasTheSameTargets() throws Exception {
        Path root = Path.of("").toAbsolutePath();
        while (!Files.exists(root.resolve("mvnw"))) {
            root = root.getParent();
        }
        final Set<String> ofScript = new TreeSet<>();
        final Matcher line = Pattern.compile("\n +([a-z-]+)\\) class=(dev\\.nifivoyage\\.processors\\.\\S+) ;;")
                .matcher(Files.readString(root.resolve("fuzz")));
        while (line.find()) {
            ofScript.add(line.group(1));
            assertNotNull(Class.forName(line.group(2)).getMethod("fuzzerTestOneInput", byte[].class));
        }

        assertEquals(TARGETS.keySet(), ofScript);
    }

    @TestFactory
    List<DynamicNode> everyInputIsReadOrRejected() throws Exception {
        final List<DynamicNode> tests = new ArrayList<>();
        for (final Map.Entry<String, Consumer<byte[]>> target : TARGETS.entrySet()) {
            final List<FuzzInput> inputs = FuzzInput.of(target.getKey());
            assertFalse(inputs.isEmpty(), target.getKey());
            for (final FuzzInput input : inputs) {
                tests.add(DynamicTest.dynamicTest(
                        target.getKey() + ", " + input.name(),
                        () -> target.getValue().accept(input.bytes())));
            }
        }
        return tests;
    }
}
