/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nifivoyage.local.VectorSource;
import dev.nifivoyage.local.VoyageLocalOptions;
import dev.nifivoyage.processors.gesture.match.MatchAttributes;
import dev.nifivoyage.processors.gesture.match.MatchInput;
import dev.nifivoyage.processors.gesture.match.MatchProperties;
import dev.nifivoyage.processors.gesture.match.MatchRelationships;
import dev.nifivoyage.processors.property.EmbeddingProperties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Matches the sample poses against the shipped library with a real sentence model.
 */
class MatchPosesTest {
    private static MatchFlow flow;

    @BeforeAll
    static void start() throws Exception {
        flow = new MatchFlow(new VoyageLocalOptions().vectors(VectorSource.MODEL));
        flow.runner().setProperty(MatchProperties.LIBRARY, LibraryFlow.shipped("gestures"));
        flow.runner().setProperty(EmbeddingProperties.EMBEDDINGS_MODEL, "voyage-4-lite");
        flow.runner().setProperty(MatchProperties.INPUT, MatchInput.POSE.getValue());
        flow.runner().setProperty(MatchProperties.LEFT_HAND_RECORD_PATH, "/left_hand");
        flow.runner().setProperty(MatchProperties.RIGHT_HAND_RECORD_PATH, "/right_hand");
        flow.runner().setProperty(MatchProperties.FRAME_TIME_RECORD_PATH, "/time");
        flow.runner().setProperty(MatchProperties.PERFORMER_RECORD_PATH, "/performer");
        flow.runner().assertValid();
    }

    @AfterAll
    static void stop() throws Exception {
        flow.close();
    }

    @BeforeEach
    void clear() {
        flow.runner().clearTransferState();
    }

    static List<String> gestures() throws IOException {
        return LibraryFlow.labels(LibraryFlow.parse(LibraryFlow.shipped("gestures")));
    }

    @ParameterizedTest
    @MethodSource("gestures")
    void mostFramesAreRecognized(final String gesture) throws Exception {
        flow.run(poses(gesture));

        final List<String> labels = flow.labels();
        assertEquals(8, labels.size());
        assertTrue(labels.stream().filter(gesture::equals).count() > 4, () -> gesture + ": " + labels);
        for (final JsonNode record : flow.records(MatchRelationships.SUCCESS)) {
            assertEquals(gesture, record.path("gesture").asText());
            assertTrue(record.path("match").path("probability").asDouble() > 1.0 / 15);
        }
    }

    @Test
    void recordsWithoutAPoseGoToErrors() throws Exception {
        flow.run("""
            {"performer":"anna","time":1,"landmarks":[[1,2,3]]}
            """ + poses("BOW"));

        assertEquals(
                "landmark_count",
                flow.records(MatchRelationships.REJECTED)
                        .getFirst()
                        .path("error")
                        .path("code")
                        .asText());
        flow.only(MatchRelationships.SUCCESS).assertAttributeEquals(MatchAttributes.RECORDS_REJECTED, "1");
        assertEquals(8, flow.labels().size());
    }

    private static String poses(final String gesture) throws IOException {
        try (InputStream file = MatchPosesTest.class.getResourceAsStream("/poses/%s.jsonl".formatted(gesture))) {
            assertNotNull(file, gesture);
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
