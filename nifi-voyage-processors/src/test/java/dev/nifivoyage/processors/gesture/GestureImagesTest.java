/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nifivoyage.local.VoyageLocalOptions;
import dev.nifivoyage.local.ledger.LedgerTotals;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.gesture.load.LibraryRelationships;
import dev.nifivoyage.processors.gesture.load.LoadingMode;
import dev.nifivoyage.processors.gesture.match.MatchInput;
import dev.nifivoyage.processors.gesture.match.MatchProperties;
import dev.nifivoyage.processors.gesture.match.MatchRelationships;
import dev.nifivoyage.processors.property.EmbeddingProperties;
import dev.nifivoyage.processors.realtime.Pictures;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Images are variations of gestures, and are matched with them.
 */
class GestureImagesTest {
    private static final String MODEL = "voyage-multimodal-3.5";
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Pixels of {@link Pictures#png}. */
    private static final long PIXELS = 64_000;

    private LibraryFlow library;
    private TestRunner loader;
    private MatchFlow flow;

    @BeforeEach
    void start() throws Exception {
        library = new LibraryFlow();
        loader = library.load(LoadingMode.REAL_TIME);
        loader.setProperty(EmbeddingProperties.EMBEDDINGS_MODEL, MODEL);
        loader.setProperty(EmbeddingProperties.DIMENSIONS, "256");
        loader.setProperty("Images Record Path", "/images");
        loader.assertValid();
        flow = new MatchFlow(new VoyageLocalOptions());
        flow.runner().setProperty(MatchProperties.EMBEDDINGS_MODEL, MODEL);
        flow.runner().setProperty(EmbeddingProperties.DIMENSIONS, "256");
        flow.runner().setProperty(MatchProperties.INPUT, MatchInput.IMAGE);
    }

    @AfterEach
    void stop() throws Exception {
        library.close();
        flow.close();
    }

    private static String gestures() throws Exception {
        return gesture("WAVE", List.of("greets"), Pictures.png(1), Pictures.png(2))
                + gesture("BOW", List.of(), Pictures.png(3))
                + gesture("CLAP", List.of());
    }

    private static String gesture(final String label, final List<String> variations, final byte[]... images)
            throws Exception {
        return JSON.writeValueAsString(Map.of(
                        "label",
                        label,
                        "text",
                        "the gesture " + label,
                        "variations",
                        variations,
                        "images",
                        Arrays.stream(images).map(Pictures::base64).toList()))
                + "\n";
    }

    private static String image(final byte[] image) throws Exception {
        return JSON.writeValueAsString(Map.of("image", Pictures.base64(image))) + "\n";
    }

    private String load(final String gestures) {
        loader.clearTransferState();
        loader.enqueue(gestures);
        loader.run();
        return LibraryFlow.only(loader, LibraryRelationships.SUCCESS).getContent();
    }

    @Test
    void imagesAreVariationsAfterTheTexts() throws Exception {
        load(gestures());

        final List<JsonNode> loaded = LibraryFlow.records(loader, LibraryRelationships.SUCCESS);
        assertEquals(
                List.of(3, 1, 0),
                loaded.stream()
                        .map(gesture -> gesture.path("variation_embeddings").size())
                        .toList());
        assertEquals(256, loaded.getFirst().path("variation_embeddings").get(2).size());
        final LedgerTotals billed = library.voyage().ledger().totals();
        assertEquals(3 * PIXELS, billed.pixels());
        final MockFlowFile success = LibraryFlow.only(loader, LibraryRelationships.SUCCESS);
        success.assertAttributeEquals(VoyageAttributes.USAGE_PIXELS, Long.toString(3 * PIXELS));
        success.assertAttributeEquals(VoyageAttributes.USAGE_TOKENS, Long.toString(billed.realTimeTokens()));
        success.assertAttributeEquals(VoyageAttributes.LIBRARY_TEXTS_LOADED, "7");

        load(gestures());
        assertEquals(billed, library.voyage().ledger().totals());
        LibraryFlow.only(loader, LibraryRelationships.SUCCESS)
                .assertAttributeEquals(VoyageAttributes.LIBRARY_TEXTS_CACHED, "7");
    }

    @Test
    void anImageMatchesTheGestureWithASimilarOne() throws Exception {
        flow.runner().setProperty(MatchProperties.LIBRARY, load(gestures()));
        flow.runner().assertValid();

        flow.run(image(Pictures.png(3))
                + image(Pictures.draw(2, 320, 200, "jpeg"))
                + image(Pictures.png(1))
                + image(Pictures.png(99)));

        assertEquals(List.of("BOW", "WAVE", "WAVE"), flow.labels().subList(0, 3));
        assertTrue(flow.records(MatchRelationships.SUCCESS)
                        .get(1)
                        .at("/match/score")
                        .asDouble()
                > 0.95);
        flow.only(MatchRelationships.SUCCESS)
                .assertAttributeEquals(VoyageAttributes.USAGE_PIXELS, Long.toString(4 * PIXELS));
        assertEquals(4 * PIXELS, flow.voyage().ledger().totals().pixels());
    }

    @Test
    void embedsTheImagesOfALibraryWithoutVectors() throws Exception {
        flow.runner().setProperty(MatchProperties.LIBRARY, gestures());

        flow.run(image(Pictures.png(3)));
        flow.run(image(Pictures.png(3)));

        assertEquals(List.of("BOW", "BOW"), flow.labels());
        assertEquals(3 * PIXELS, flow.voyage().ledger().totals().pixels());
    }

    // vectors stand for images that are not in the library any more
    @Test
    void aLibraryWithVectorsNeedsNoImages() throws Exception {
        final StringBuilder smaller = new StringBuilder();
        for (final String gesture : load(gestures()).lines().toList()) {
            final ObjectNode record = (ObjectNode) JSON.readTree(gesture);
            record.remove("images");
            smaller.append(record).append('\n');
        }
        flow.runner().setProperty(MatchProperties.LIBRARY, smaller.toString());

        flow.run(image(Pictures.png(3)));

        assertEquals(List.of("BOW"), flow.labels());
    }

    @Test
    void aTextMatchesALibraryWithImages() throws Exception {
        flow.runner().setProperty(MatchProperties.INPUT, MatchInput.TEXT);
        flow.runner().setProperty(MatchProperties.LIBRARY, load(gestures()));

        flow.run("""
            {"text":"greets"}""");

        assertEquals(List.of("WAVE"), flow.labels());
    }

    @Test
    void aBrokenImageRejectsItsGesture() throws Exception {
        final byte[] png = Pictures.png(1);
        load(gesture("WAVE", List.of(), Arrays.copyOf(png, png.length / 2))
                + gesture("BOW", List.of(), Pictures.png(2))
                + gesture("CLAP", List.of(), "no image".getBytes()));

        final List<JsonNode> rejected = LibraryFlow.records(loader, LibraryRelationships.REJECTED);
        assertEquals(
                List.of("broken_image", "unsupported_image"),
                rejected.stream()
                        .map(gesture -> gesture.at("/error/code").asText())
                        .sorted()
                        .toList());
        assertTrue(
                rejected.stream()
                        .map(gesture -> gesture.at("/error/message").asText())
                        .anyMatch(message -> message.startsWith("WAVE, variation 1: ")),
                rejected::toString);
        assertEquals(PIXELS, library.voyage().ledger().totals().pixels());
    }

    @Test
    void rejectsRecordsWithoutAnImage() throws Exception {
        flow.runner().setProperty(MatchProperties.LIBRARY, load(gestures()));

        flow.run("""
            {"id":1}
            {"image":"no image!"}
            {"image":"%s"}
            """.formatted(Pictures.base64(Pictures.png(3))));

        assertEquals(
                List.of("missing_content", "not_media"),
                flow.records(MatchRelationships.REJECTED).stream()
                        .map(match -> match.at("/error/code").asText())
                        .toList());
        assertEquals(List.of("BOW"), flow.labels());
    }

    @Test
    void tooManyImagesNeedTheirVectors() throws Exception {
        final List<String> images = new ArrayList<>();
        final byte[] padded = Arrays.copyOf(Pictures.png(1), 12 * 1024 * 1024);
        for (int i = 0; i < 6; i++) {
            padded[padded.length - 1] = (byte) i;
            images.add(Pictures.base64(padded));
        }
        flow.runner()
                .setProperty(
                        MatchProperties.LIBRARY,
                        JSON.writeValueAsString(Map.of("label", "A", "text", "a", "images", images)));

        flow.run(image(Pictures.png(3)));

        final MockFlowFile waiting = flow.only(MatchRelationships.RETRY);
        assertTrue(
                waiting.getAttribute(VoyageAttributes.ERROR_MESSAGE)
                        .contains("Load the library with LoadGestureLibrary"),
                () -> waiting.getAttribute(VoyageAttributes.ERROR_MESSAGE));
        assertEquals(0, flow.requests());
    }

    @Test
    void imagesNeedAMultimodalModelInRealTime() {
        loader.setProperty(EmbeddingProperties.EMBEDDINGS_MODEL, "voyage-4");
        loader.assertNotValid();
        loader.setProperty(EmbeddingProperties.EMBEDDINGS_MODEL, MODEL);
        loader.setProperty("Loading Mode", LoadingMode.BATCH_AND_WAIT.getValue());
        loader.assertNotValid();

        flow.runner().setProperty(MatchProperties.LIBRARY, "{}");
        flow.runner().assertValid();
        flow.runner().setProperty(MatchProperties.EMBEDDINGS_MODEL, "voyage-4");
        flow.runner().assertNotValid();
    }
}
