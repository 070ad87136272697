/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.multimodal;

import dev.nifivoyage.processors.attribute.ErrorCode;
import dev.nifivoyage.processors.realtime.input.InputReader;
import dev.nifivoyage.processors.realtime.input.RecordInput;
import dev.nifivoyage.processors.realtime.input.UnusableInputException;
import dev.nifivoyage.processors.record.InputRecord;
import dev.nifivoyage.processors.record.RecordError;
import dev.nifivoyage.processors.record.path.RecordText;
import dev.nifivoyage.processors.record.path.TextRecordPath;
import dev.nifivoyage.processors.record.path.UnusableText;
import dev.nifivoyage.processors.record.path.ValueRecordPath;
import dev.nifivoyage.service.api.embedding.MediaKind;
import org.apache.nifi.record.path.FieldValue;
import org.apache.nifi.serialization.record.Record;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads an input from an array of any texts, images, and videos, in the form of Voyage's API: each element is a record
 * with one of the fields {@code text}, {@code image_base64}, {@code image_url}, {@code video_base64}, and
 * {@code video_url}, and optionally its {@code type}; or a string, which is a text.
 */
public final class ContentListReader implements InputReader {
    private static final String TYPE = "type";
    private static final String TEXT = "text";
    /** Names of the fields with media, by kind. */
    private static final Map<String, MediaKind> MEDIA = Map.of(
            MediaKind.IMAGE.base64Type(), MediaKind.IMAGE,
            MediaKind.IMAGE.urlType(), MediaKind.IMAGE,
            MediaKind.VIDEO.base64Type(), MediaKind.VIDEO,
            MediaKind.VIDEO.urlType(), MediaKind.VIDEO);

    private final ValueRecordPath path;

    /**
     * @param path path to the array, or to each of its elements
     */
    public ContentListReader(final String path) {
        this.path = new ValueRecordPath(path);
    }

    @Override
    public RecordInput read(final InputRecord record) {
        final MixedParts parts = new MixedParts();
        int index = 0;
        try {
            for (final FieldValue field : path.select(record).toList()) {
                for (final Object element : elements(field.getValue())) {
                    add(element, new Place(record, index), parts);
                    index++;
                }
            }
        } catch (final UnusableInputException e) {
            return parts.unusable(e.error());
        }

        return parts.toInput(path.absentFrom(record));
    }

    private static List<?> elements(final Object value) {
        return switch (value) {
            case null -> List.of();
            case final Object[] all -> Arrays.asList(all);
            case final Collection<?> all -> new ArrayList<>(all);
            default -> List.of(value);
        };
    }

    /**
     * An element of the list.
     */
    private record Place(InputRecord record, int index) {}

    private void add(final Object element, final Place place, final MixedParts parts) throws UnusableInputException {
        switch (element) {
            case final CharSequence text -> addText(text.toString(), describe(place), parts);
            case final Record fields -> add(fields.toMap(), place, parts);
            case final Map<?, ?> fields -> add(fields, place, parts);
            case null, default ->
                throw invalid("%s is neither a record with a text, an image, or a video, nor a string"
                        .formatted(describe(place)));
        }
    }

    private void add(final Map<?, ?> fields, final Place place, final MixedParts parts) throws UnusableInputException {
        final String name = name(fields, describe(place));
        final Object value = fields.get(name);
        if (TEXT.equals(name)) {
            addText(text(value, place), describe(place), parts);
        } else {
            parts.addMedia(unwrapped(value), Optional.of(MEDIA.get(name)), describe(place));
        }
    }

    private String describe(final Place place) {
        return "%s[%d]".formatted(path, place.index());
    }

    // readers convert a text to a number if other records have numbers there
    private String text(final Object value, final Place place) throws UnusableInputException {
        if (value instanceof final CharSequence text) {
            return text.toString();
        }

        final String usual = TextRecordPath.usualForm(value)
                .orElseThrow(() -> new UnusableInputException(UnusableText.NOT_TEXT.at(describe(place))));
        return place.record().raw().flatMap(raw -> original(raw, place.index())).orElse(usual);
    }

    private Optional<String> original(final Record raw, final int index) {
        return path.select(raw)
                .<Object>flatMap(field -> elements(field.getValue()).stream())
                .skip(index)
                .findFirst()
                .map(element ->
                        element instanceof final Record fields ? fields.toMap().get(TEXT) : null)
                .filter(CharSequence.class::isInstance)
                .map(Object::toString);
    }

    private static String name(final Map<?, ?> fields, final String place) throws UnusableInputException {
        final Object type = fields.get(TYPE);
        if (type != null && fields.get(type.toString()) != null && isKnown(type.toString())) {
            return type.toString();
        }

        final List<String> present = fields.entrySet().stream()
                .filter(field -> field.getValue() != null)
                .map(field -> String.valueOf(field.getKey()))
                .filter(ContentListReader::isKnown)
                .toList();
        if (type != null || present.size() != 1) {
            throw invalid(
                    "%s must have exactly one of the fields text, image_base64, image_url, video_base64, and video_url, named by its type; it has %s%s"
                            .formatted(
                                    place,
                                    present.isEmpty() ? "none" : String.join(", ", present),
                                    type == null ? "" : " and the type " + type));
        }

        return present.getFirst();
    }

    private static boolean isKnown(final String name) {
        return TEXT.equals(name) || MEDIA.containsKey(name);
    }

    // other APIs have an object with the URL
    private static Object unwrapped(final Object value) {
        return switch (value) {
            case final Record wrapped when wrapped.getValue("url") != null -> wrapped.getValue("url");
            case final Map<?, ?> wrapped when wrapped.get("url") != null -> wrapped.get("url");
            default -> value;
        };
    }

    private static void addText(final String text, final String place, final MixedParts parts)
            throws UnusableInputException {
        if (RecordText.of(text, place) instanceof RecordText.Unusable(final RecordError error)) {
            throw new UnusableInputException(error);
        }

        parts.addText(text);
    }

    private static UnusableInputException invalid(final String message) {
        return new UnusableInputException(new RecordError(ErrorCode.INVALID_CONTENT, message));
    }
}
