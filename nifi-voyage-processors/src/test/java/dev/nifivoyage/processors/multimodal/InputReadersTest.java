/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.multimodal;

import dev.nifivoyage.processors.attribute.ErrorCode;
import dev.nifivoyage.processors.realtime.input.EmbeddingInput;
import dev.nifivoyage.processors.realtime.input.InputReader;
import dev.nifivoyage.processors.realtime.input.MixedInput;
import dev.nifivoyage.processors.realtime.input.MixedPart;
import dev.nifivoyage.processors.realtime.input.RealTimeEndpoint;
import dev.nifivoyage.processors.realtime.input.RecordInput;
import dev.nifivoyage.processors.record.InputRecord;
import dev.nifivoyage.service.api.embedding.EmbeddingDataType;
import dev.nifivoyage.service.api.embedding.EmbeddingInputType;
import dev.nifivoyage.service.api.embedding.EmbeddingParameters;
import dev.nifivoyage.service.api.embedding.MediaKind;
import dev.nifivoyage.service.api.embedding.RequestKey;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A record has an input or an error, whatever values its reader returns. */
class InputReadersTest {
    private static final RequestKey.Deriver KEYS = RealTimeEndpoint.MULTIMODAL.keys(new EmbeddingParameters(
            "", "voyage-multimodal-3.5", EmbeddingInputType.NONE, null, EmbeddingDataType.FLOAT, true));

    private final InputReader textAndMedia = new TextAndMediaReader("/text", "/image");
    private final InputReader contentList = new ContentListReader("/content");

    @Provide
    Arbitrary<Object> anything() {
        return AnyValues.values();
    }

    @Property
    void textAndMediaAreAnInputOrAnError(
            @ForAll("anything") final Object text, @ForAll("anything") final Object media) {
        final Map<String, Object> values = new HashMap<>();
        values.put("text", text);
        values.put("image", media);

        assertIsInputOrError(textAndMedia.read(AnyValues.record(values)));
    }

    @Property
    void aContentListIsAnInputOrAnError(@ForAll("anything") final Object content) {
        assertIsInputOrError(contentList.read(AnyValues.record(Collections.singletonMap("content", content))));
    }

    @Property
    void elementsAreAnInputOrAnError(@ForAll final List<@From("anything") Object> elements) {
        assertIsInputOrError(contentList.read(AnyValues.record(Map.of("content", elements.toArray()))));
    }

    private static void assertIsInputOrError(final RecordInput read) {
        switch (read) {
            case RecordInput.Usable(final EmbeddingInput input) -> {
                assertFalse(((MixedInput) input).parts().isEmpty());
                assertTrue(input.bytes() > 0);
                assertTrue(input.estimatedTokens() > 0);
                assertEquals(input.key(KEYS), input.key(KEYS));
            }
            case final RecordInput.Unusable unusable -> {
                assertFalse(unusable.error().code().isBlank());
                assertFalse(unusable.error().message().isBlank());
                assertTrue(unusable.error().message().length() < 1_000, unusable.error()::message);
            }
        }
    }

    @Test
    void theTextIsBeforeTheImages() {
        final List<MixedPart> parts = parts(textAndMedia.read(AnyValues.record(
                Map.of("image", List.of(AnyValues.BASE64, AnyValues.PNG, "https://example.com"), "text", "a"))));
        // a URL and contents do not go together
        assertEquals(List.of(), parts);

        final List<MixedPart> both = parts(textAndMedia.read(
                AnyValues.record(Map.of("image", new Object[] {AnyValues.BASE64, AnyValues.PNG}, "text", "a"))));
        assertEquals(new MixedPart.Text("a"), both.getFirst());
        for (final MixedPart image : both.subList(1, 3)) {
            assertTrue(Arrays.equals(
                    AnyValues.PNG,
                    assertInstanceOf(MixedPart.Picture.class, image).image().bytes()));
        }
    }

    @Test
    void urlsOfAContentListHaveTheirKind() {
        final List<MixedPart> parts = parts(contentList.read(AnyValues.record(Map.of("content", new Object[] {
            Map.of("video_url", "https://example.com/a"),
            Map.of("type", "image_url", "image_url", Map.of("url", "https://example.com/b")),
            "c"
        }))));

        assertEquals(
                List.of(
                        new MixedPart.Link(MediaKind.VIDEO, "https://example.com/a"),
                        new MixedPart.Link(MediaKind.IMAGE, "https://example.com/b"),
                        new MixedPart.Text("c")),
                parts);
    }

    // its form in Java was embedded, and billed
    @Test
    void aRecordIsNoText() {
        for (final Object value : List.of(
                Map.of("de", "a"),
                AnyValues.ofMap(Map.of("de", "a")),
                new Object[] {"a"},
                List.of("a"),
                AnyValues.PNG)) {
            assertError(ErrorCode.NOT_TEXT, contentList.read(list(Map.of("type", "text", "text", value))));
        }
    }

    @Test
    void aNumberOfAContentListIsTheTextOfTheFile() {
        assertEquals(
                List.of(new MixedPart.Text("7")), parts(contentList.read(list(Map.of("type", "text", "text", 7)))));
        final Map<String, Object> converted = Map.of("content", new Object[] {"a", AnyValues.ofMap(Map.of("text", 7))});
        final Map<String, Object> file = Map.of("content", new Object[] {"a", AnyValues.ofMap(Map.of("text", "007"))});
        assertEquals(
                List.of(new MixedPart.Text("a"), new MixedPart.Text("007")),
                parts(contentList.read(AnyValues.record(converted, file))));
    }

    @Test
    void aNullIsNoElement() {
        assertError(
                ErrorCode.INVALID_CONTENT,
                contentList.read(AnyValues.record(Map.of("content", Arrays.asList("a", null)))));
        assertError(ErrorCode.INVALID_CONTENT, contentList.read(AnyValues.record(Map.of("content", new Object[] {
            "a", null
        }))));
        assertError(ErrorCode.MISSING_CONTENT, contentList.read(AnyValues.record(Map.of("content", List.of()))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"image", "content"})
    void aLongBeginningOfADataUrlIsNoImage(final String field) {
        final String hostile = "data:" + ";a".repeat(500_000) + ";base64," + AnyValues.BASE64;
        final RecordInput read = "image".equals(field)
                ? textAndMedia.read(AnyValues.record(Map.of("image", hostile)))
                : contentList.read(list(Map.of("image_base64", hostile)));

        assertError(ErrorCode.NOT_MEDIA, read);
    }

    @Test
    void unusableImagesCountTowardTheSizeOfARequest() {
        final String large = "a".repeat(1_000_001);
        final RecordInput read = textAndMedia.read(AnyValues.record(Map.of("image", List.of(AnyValues.BASE64, large))));

        assertEquals(
                large.length() + AnyValues.BASE64.length(),
                assertInstanceOf(RecordInput.Unusable.class, read).bytes());
    }

    private static InputRecord list(final Object element) {
        return AnyValues.record(Map.of("content", new Object[] {element}));
    }

    private static void assertError(final ErrorCode code, final RecordInput read) {
        assertEquals(
                code.code(),
                assertInstanceOf(RecordInput.Unusable.class, read).error().code());
    }

    private static List<MixedPart> parts(final RecordInput read) {
        return read instanceof RecordInput.Usable(final EmbeddingInput input)
                ? ((MixedInput) input).parts()
                : List.of();
    }
}
