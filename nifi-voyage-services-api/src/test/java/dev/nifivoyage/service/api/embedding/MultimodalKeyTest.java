/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.api.embedding;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

/** Two multimodal inputs have the same key if they have the same vector, whatever their MIME types. */
class MultimodalKeyTest {
    private static final RequestKey.Deriver KEYS = RequestKey.deriver(
            "/v1/multimodalembeddings",
            new EmbeddingParameters(
                    "", "voyage-multimodal-3.5", EmbeddingInputType.NONE, null, EmbeddingDataType.FLOAT, true));

    // computed by another implementation, in Python: entries of older versions must be found
    @Test
    void goldenValue() {
        assertEquals(
                "8WKz2OKd4LNWLRYlHSKKBZc6X2jMO2IRPoVJkUwYNYc",
                key(
                                new InputPart.Text("a red circle ä"),
                                new InputPart.Media(MediaKind.IMAGE, "image/png", new byte[] {0, 1, (byte) 0xFF}),
                                new InputPart.MediaUrl(MediaKind.VIDEO, "https://example.com/a.mp4"))
                        .toString());
    }

    @Property
    void equalInputsHaveEqualKeys(@ForAll("parts") final List<InputPart> parts) {
        final List<InputPart> copies = parts.stream()
                .map(part -> part instanceof final InputPart.Media media
                        ? new InputPart.Media(
                                media.kind(), media.mimeType(), media.bytes().clone())
                        : part)
                .toList();

        assertEquals(key(parts), key(copies));
    }

    @Property
    void theMimeTypeDoesNotCount(@ForAll("parts") final List<InputPart> parts) {
        final List<InputPart> others = parts.stream()
                .map(part -> part instanceof final InputPart.Media media
                        ? new InputPart.Media(media.kind(), "other/type", media.bytes())
                        : part)
                .toList();

        assertEquals(key(parts), key(others));
    }

    @Property
    void differentInputsHaveDifferentKeys(
            @ForAll("parts") final List<InputPart> one, @ForAll("parts") final List<InputPart> other) {
        Assume.that(!one.equals(other));

        assertNotEquals(key(one), key(other));
    }

    @Property
    void theKindOfEachPartCounts(@ForAll("parts") final List<InputPart> parts, @ForAll final Random random) {
        final int place = random.nextInt(parts.size());
        final byte[] content = content(parts.get(place));
        final List<InputPart> others = new ArrayList<>();
        for (final MediaKind kind : MediaKind.values()) {
            others.add(new InputPart.Media(kind, "image/png", content));
            others.add(new InputPart.MediaUrl(kind, new String(content, StandardCharsets.UTF_8)));
        }
        others.add(new InputPart.Text(new String(content, StandardCharsets.UTF_8)));

        assertEquals(
                others.size(),
                others.stream()
                        .map(part -> key(with(parts, place, part)))
                        .distinct()
                        .count());
    }

    @Property
    void eachByteCounts(@ForAll("parts") final List<InputPart> parts, @ForAll final Random random) {
        final int place = random.nextInt(parts.size());
        final byte[] content = content(parts.get(place));
        Assume.that(content.length > 0);
        final byte[] changed = content.clone();
        changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(7));

        assertNotEquals(key(with(parts, place, media(content))), key(with(parts, place, media(changed))));
        assertNotEquals(
                key(with(parts, place, media(content))),
                key(with(parts, place, media(Arrays.copyOf(content, content.length + 1)))));
    }

    @Property
    void theOrderCounts(@ForAll("parts") final List<InputPart> parts, @ForAll final Random random) {
        final int place = random.nextInt(parts.size());
        final List<InputPart> moved = new ArrayList<>(parts);
        moved.add(random.nextInt(parts.size()), moved.remove(place));
        Assume.that(!moved.equals(parts));

        assertNotEquals(key(parts), key(moved));
    }

    @Property
    void theBorderBetweenPartsCounts(@ForAll final byte[] content, @ForAll final Random random) {
        final int one = random.nextInt(content.length + 1);
        final int other = random.nextInt(content.length + 1);
        Assume.that(one != other);

        assertNotEquals(key(split(content, one)), key(split(content, other)));
        assertNotEquals(key(split(content, one)), key(media(content)));
    }

    @Provide
    Arbitrary<List<InputPart>> parts() {
        final Arbitrary<String> texts =
                Arbitraries.strings().withChars('a', 'b', '\u0000', 'ä').ofMaxLength(4);
        final Arbitrary<MediaKind> kinds = Arbitraries.of(MediaKind.class);
        final Arbitrary<InputPart> media = Combinators.combine(
                        kinds, texts.map(text -> text.getBytes(StandardCharsets.UTF_8)))
                .as((kind, bytes) -> new InputPart.Media(kind, "image/png", bytes));
        return Arbitraries.oneOf(
                        texts.map(InputPart.Text::new),
                        media,
                        Combinators.combine(kinds, texts).as(InputPart.MediaUrl::new))
                .list()
                .ofMinSize(1)
                .ofMaxSize(4);
    }

    private static byte[] content(final InputPart part) {
        return switch (part) {
            case InputPart.Text(final String text) -> text.getBytes(StandardCharsets.UTF_8);
            case final InputPart.Media media -> media.bytes();
            case final InputPart.MediaUrl media -> media.url().getBytes(StandardCharsets.UTF_8);
        };
    }

    private static InputPart media(final byte[] bytes) {
        return new InputPart.Media(MediaKind.IMAGE, "image/png", bytes);
    }

    private static InputPart[] split(final byte[] content, final int place) {
        return new InputPart[] {
            media(Arrays.copyOf(content, place)), media(Arrays.copyOfRange(content, place, content.length))
        };
    }

    private static List<InputPart> with(final List<InputPart> parts, final int place, final InputPart part) {
        final List<InputPart> changed = new ArrayList<>(parts);
        changed.set(place, part);
        return changed;
    }

    private static RequestKey key(final InputPart... parts) {
        return key(List.of(parts));
    }

    private static RequestKey key(final List<InputPart> parts) {
        return KEYS.ofInput(new MultimodalInput(parts));
    }
}
