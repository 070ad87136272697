/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors;

import dev.nifivoyage.local.VoyageLocalOptions;
import dev.nifivoyage.processors.batch.LentCache;
import dev.nifivoyage.processors.batch.VoyageTestEnvironment;
import dev.nifivoyage.processors.cache.EvictEmbeddings;
import dev.nifivoyage.processors.chunk.ChunkText;
import dev.nifivoyage.processors.gesture.LoadGestureLibrary;
import dev.nifivoyage.processors.gesture.MatchGesture;
import dev.nifivoyage.processors.gesture.load.LibraryProperties;
import dev.nifivoyage.processors.gesture.load.LoadingMode;
import dev.nifivoyage.processors.gesture.match.MatchInput;
import dev.nifivoyage.processors.gesture.match.MatchProperties;
import dev.nifivoyage.processors.pose.DescribePose;
import dev.nifivoyage.processors.pose.SampleGesture;
import dev.nifivoyage.processors.pose.SamplePoses;
import dev.nifivoyage.processors.realtime.CreateEmbedding;
import dev.nifivoyage.processors.realtime.CreateMultimodalEmbedding;
import dev.nifivoyage.processors.realtime.Pictures;
import dev.nifivoyage.processors.response.VectorColumns;
import dev.nifivoyage.service.cache.EhcacheEmbeddingCacheService;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The verifications of the other processors find what can be found without paying. */
class VerificationTest {
    private static final String SAMPLE = "{\"label\": \"up\", \"text\": \"The left arm is raised\"}";

    @RegisterExtension
    final VoyageTestEnvironment flow = new VoyageTestEnvironment(new VoyageLocalOptions());

    @AfterEach
    void nothingWasPaid() {
        VerificationSteps.assertFree(flow.voyage());
    }

    @Test
    void createEmbedding() throws Exception {
        final TestRunner runner = flow.withRecords(new CreateEmbedding());
        runner.setProperty(VectorColumns.MODEL_RECORD_PATH, "/label");
        final VerificationSteps steps = VerificationSteps.ofSample(runner, SAMPLE);
        steps.assertSteps(
                "Check Model",
                "Use Connection",
                "Read Sample",
                "Text Record Path",
                "Embedding Record Path",
                "Model Record Path",
                "Estimate Cost");
        steps.assertSuccessful("Embedding Record Path", "The field /embedding is added");
        steps.assertSuccessful("Model Record Path", "The result replaces a string of 2 characters: \"up\" at /label");
        steps.assertSuccessful(
                "Estimate Cost",
                "The sample has 1 text of about 8 tokens. 1,000 records like it have 1,000 texts of about 8,000 tokens, "
                        + "which cost about 0.00048000 US dollars in 1 request. Cached vectors cost nothing");

        runner.setProperty("Text Record Path", "/label/text");
        VerificationSteps.ofSample(runner, SAMPLE)
                .assertFailed("Text Record Path", "Record 1: No value at /label/text; fields: label, text");
        VerificationSteps.ofNothing(runner).assertSteps("Check Model", "Use Connection", "Read Sample");
    }

    @Test
    void createEmbeddingOfOneText() throws Exception {
        final TestRunner runner = flow.withClient(new CreateEmbedding());
        VerificationSteps.ofSample(runner, "The left arm is raised")
                .assertSuccessful(
                        "Estimate Cost",
                        "The text has about 8 tokens, which cost about 0.00000048 US dollars in 1 request. A cached vector costs nothing");
        VerificationSteps.ofNothing(runner)
                .assertSkipped(
                        "Read Sample",
                        "There is no sample to check the rest of the configuration with. Add the attribute sample with the content of a FlowFile, which is one text");
    }

    @Test
    void createMultimodalEmbedding() throws Exception {
        final TestRunner runner = flow.withRecords(new CreateMultimodalEmbedding());
        final String sample = "{\"label\":\"up\",\"text\":\"The left arm is raised\",\"image\":\"%s\"}"
                .formatted(Pictures.base64(Pictures.png(1)));
        final VerificationSteps steps = VerificationSteps.ofSample(runner, sample);
        steps.assertSteps("Check Model", "Use Connection", "Read Sample", "Embedding Record Path", "Estimate Cost");
        steps.assertSuccessful("Embedding Record Path", "The field /embedding is added");
        steps.assertSuccessful(
                "Estimate Cost",
                "The sample has 1 input of about 8 tokens of text and at most 64,000 pixels. "
                        + "1,000 records like it have about 8,000 tokens and at most 64,000,000 pixels, "
                        + "which cost about 0.03936000 US dollars in 1 request. Cached vectors cost nothing");
        VerificationSteps.ofSample(runner, sample + sample.replace("\"}", "!\"}"))
                .assertFailed(
                        "Estimate Cost",
                        "Record 2 cannot be sent: /image: the value is neither Base64, nor a data URL, nor a URL with http or https: illegal base64 character 21");
        VerificationSteps.ofSample(runner, "{\"label\":\"up\"}")
                .assertFailed(
                        "Estimate Cost",
                        "Record 1 cannot be sent: Neither a text nor an image or video at /text or /image");
        VerificationSteps.ofNothing(runner).assertSteps("Check Model", "Use Connection", "Read Sample");
    }

    @Test
    void createMultimodalEmbeddingOfOneFile() throws Exception {
        final TestRunner runner = flow.withClient(new CreateMultimodalEmbedding());
        VerificationSteps.ofSample(runner, "data:image/png;base64," + Pictures.base64(Pictures.png(1)))
                .assertSuccessful(
                        "Estimate Cost",
                        "The sample has about 0 tokens of text and at most 64,000 pixels, which cost about 0.00003840 US dollars in 1 request. A cached vector costs nothing");
        VerificationSteps.ofSample(runner, "The left arm is raised")
                .assertSuccessful(
                        "Estimate Cost",
                        "The sample has about 8 tokens of text and at most 0 pixels, which cost about 0.00000096 US dollars in 1 request. A cached vector costs nothing");
        VerificationSteps.ofSample(runner, "data:image/png;base64,iVBORw0KGgo=")
                .assertFailed(
                        "Estimate Cost",
                        "The sample: The PNG image is damaged or incomplete: its pixels cannot be decoded");
        VerificationSteps.ofNothing(runner)
                .assertSkipped(
                        "Read Sample",
                        "There is no sample to check the rest of the configuration with. Add the attribute sample with a text, or an image or video as a data URL");
    }

    @Test
    void loadGestureLibrary() throws Exception {
        final TestRunner runner = flow.withRecords(new LoadGestureLibrary());
        final VerificationSteps realTime = VerificationSteps.ofSample(runner, SAMPLE);
        realTime.assertSuccessful("Label Record Path", "/label is a string of 2 characters: \"up\"");
        realTime.assertSkipped(
                "Variations Record Path",
                "Record 1: No value at /variations; fields: label, text. The value is optional");
        assertTrue(
                realTime.results().get("Estimate Cost").getExplanation().contains("which cost about 0.00048000"),
                realTime::toString);

        runner.setProperty(LibraryProperties.LOADING_MODE, LoadingMode.BATCH_AND_WAIT);
        final VerificationSteps batch = VerificationSteps.ofSample(runner, SAMPLE);
        assertTrue(
                batch.results().get("Estimate Cost").getExplanation().contains("in 1 batch job, for about 0.00032160"),
                batch::toString);
        runner.setProperty(LibraryProperties.LABEL_RECORD_PATH, "/name");
        VerificationSteps.ofSample(runner, SAMPLE)
                .assertFailed("Label Record Path", "Record 1: No value at /name; fields: label, text");

        runner.setProperty(LibraryProperties.LOADING_MODE, LoadingMode.EXISTING_BATCH_JOB);
        VerificationSteps.ofNothing(runner).assertSteps("Check Model", "Use Connection", "Get Job", "Read Sample");
    }

    @Test
    void matchGesture(@TempDir final Path directory) throws Exception {
        final TestRunner runner = flow.withRecords(new MatchGesture());
        final Path library = directory.resolve("library.json");
        runner.setProperty(MatchProperties.LIBRARY, library.toString());
        runner.setProperty(MatchProperties.LIBRARY_READER, "reader");
        assertEquals(
                "FAILED",
                VerificationSteps.ofNothing(runner)
                        .results()
                        .get("Read Library")
                        .getOutcome()
                        .toString());

        Files.writeString(library, SAMPLE);
        final VerificationSteps steps = VerificationSteps.ofSample(runner, SAMPLE);
        steps.assertSteps(
                "Check Model",
                "Use Connection",
                "Read Library",
                "Read Sample",
                "Text Record Path",
                "Estimate Cost",
                "Match Record Path");
        steps.assertSuccessful(
                "Read Library",
                ("The library %s can be used. Labels: 1, vectors: 0. "
                                + "Texts without a vector: 1, with about 8 tokens; they are looked up in the cache, or embedded, when the first FlowFile arrives")
                        .formatted(library));
        steps.assertSuccessful("Match Record Path", "The field /match is added");

        runner.setProperty(MatchProperties.INPUT, MatchInput.VECTOR);
        runner.removeProperty(MatchProperties.VOYAGE_CLIENT_SERVICE);
        final VerificationSteps vectors = VerificationSteps.ofSample(runner, SAMPLE);
        vectors.assertFailed("Embedding Record Path", "Record 1: No value at /embedding; fields: label, text");
        assertEquals(
                "FAILED", vectors.results().get("Read Library").getOutcome().toString());
    }

    @Test
    void poses() throws Exception {
        for (final TestRunner runner :
                new TestRunner[] {flow.withRecords(new DescribePose()), flow.withRecords(new MatchGesture())}) {
            if (runner.getProcessor() instanceof MatchGesture) {
                runner.setProperty(MatchProperties.LIBRARY, SAMPLE);
                runner.setProperty(MatchProperties.LIBRARY_READER, "reader");
                runner.setProperty(MatchProperties.INPUT, MatchInput.POSE);
            }
            final VerificationSteps steps =
                    VerificationSteps.ofSample(runner, SamplePoses.lines(SampleGesture.POINT_LEFT));
            assertTrue(
                    steps.results().get("Describe Pose").getExplanation().startsWith("The last pose of the sample: "),
                    steps::toString);
            VerificationSteps.ofSample(runner, SAMPLE)
                    .assertFailed(
                            "Describe Pose", "Record 1: There are no landmarks at /landmarks; fields: label, text");
            assertTrue(VerificationSteps.ofNothing(runner).results().containsKey("Read Sample"));
        }
    }

    @Test
    void chunkText() throws Exception {
        final TestRunner records = flow.withRecords(new ChunkText());
        records.setProperty("Document ID Record Path", "/label");
        final VerificationSteps steps = VerificationSteps.ofSample(records, SAMPLE);
        steps.assertSteps("Read Sample", "Text Record Path", "Document ID Record Path", "Split Text");
        steps.assertSuccessful(
                "Split Text", "22 characters become 1 chunk, the first of which is \"The left arm is raised\"");
        records.setProperty("Text Record Path", "/body");
        VerificationSteps.ofSample(records, SAMPLE)
                .assertFailed("Text Record Path", "Record 1: No value at /body; fields: label, text");

        final TestRunner text = TestRunners.newTestRunner(new ChunkText());
        VerificationSteps.ofSample(text, "One two.")
                .assertSuccessful("Split Text", "8 characters become 1 chunk, the first of which is \"One two.\"");
        VerificationSteps.ofNothing(text).assertSteps("Read Sample");
    }

    @Test
    void evictEmbeddings() throws Exception {
        final EhcacheEmbeddingCacheService cache = LentCache.open();
        final TestRunner runner = TestRunners.newTestRunner(new EvictEmbeddings());
        LentCache.lend(cache, runner);
        runner.setProperty("Namespace", "${dance}");
        VerificationSteps.of(runner, Map.of("dance", "tango"))
                .assertSuccessful("Namespace", "Vectors of the namespace [tango] are evicted");
        final VerificationSteps none = VerificationSteps.ofNothing(runner);
        none.assertSuccessful("Namespace", "Vectors without a namespace are evicted");
        none.assertSuccessful("Embedding Cache Service", "The cache contains about 0 vectors of all namespaces");
        cache.onDisabled();
    }
}
