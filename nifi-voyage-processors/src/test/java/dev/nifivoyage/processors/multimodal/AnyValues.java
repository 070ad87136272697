/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.multimodal;

import dev.nifivoyage.processors.realtime.Pictures;
import dev.nifivoyage.processors.record.InputRecord;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import org.apache.nifi.serialization.SimpleRecordSchema;
import org.apache.nifi.serialization.record.MapRecord;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordFieldType;
import org.apache.nifi.serialization.record.RecordSchema;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Records with any values that a reader may return, some of which are nearly images.
 */
final class AnyValues {
    static final byte[] PNG = Pictures.draw(1, 8, 8, "png");
    static final String BASE64 = Pictures.base64(PNG);

    private static final List<String> NAMES =
            List.of("type", "text", "image_base64", "image_url", "video_base64", "video_url", "url", "other");

    private AnyValues() {}

    /**
     * Returns a record with the fields, of types that do not matter.
     */
    static InputRecord record(final Map<String, Object> values) {
        return record(values, values);
    }

    /**
     * Returns a record whose reader converted its values.
     */
    static InputRecord record(final Map<String, Object> values, final Map<String, Object> original) {
        return new InputRecord(ofMap(values), 1, () -> Optional.of(ofMap(original)), location -> {});
    }

    static Record ofMap(final Map<String, Object> values) {
        final RecordSchema schema = new SimpleRecordSchema(values.keySet().stream()
                .map(name -> new RecordField(name, RecordFieldType.STRING.getDataType()))
                .toList());
        return new MapRecord(schema, new LinkedHashMap<>(values));
    }

    /**
     * Returns values that are nested at most three times.
     */
    static Arbitrary<Object> values() {
        return Arbitraries.recursive(AnyValues::scalars, AnyValues::nested, 0, 3);
    }

    private static Arbitrary<Object> scalars() {
        return Arbitraries.oneOf(
                Arbitraries.<Object>of(
                        "",
                        " ",
                        "a",
                        "\ud83d",
                        "text",
                        "image_url",
                        "video_base64",
                        "audio",
                        BASE64,
                        BASE64.substring(1),
                        "data:image/png;base64," + BASE64,
                        "DATA:;x=1;BASE64," + BASE64,
                        "data:image/png," + BASE64,
                        "data:",
                        "data:;base64,",
                        "https://example.com/a.png",
                        "http://",
                        "file:///etc/passwd",
                        "ftyp",
                        PNG,
                        ByteBuffer.wrap(PNG),
                        numbers(PNG),
                        new Object[] {1, "a", null},
                        new Object[0],
                        new Object[] {null},
                        "\0\0\0\24ftypisom".getBytes(StandardCharsets.ISO_8859_1),
                        7,
                        1.5,
                        Double.NaN,
                        true,
                        'c',
                        new Date(0),
                        StandardCharsets.UTF_8),
                Arbitraries.strings().ofMaxLength(20).map(text -> (Object) text),
                Arbitraries.bytes().array(byte[].class).ofMaxSize(20).map(bytes -> (Object) bytes),
                Arbitraries.just(null));
    }

    private static Arbitrary<Object> nested(final Arbitrary<Object> values) {
        final Arbitrary<Map<String, Object>> maps =
                Arbitraries.maps(Arbitraries.of(NAMES), values).ofMaxSize(3);
        final Arbitrary<List<Object>> lists = values.list().ofMaxSize(3);
        return Arbitraries.oneOf(
                maps.map(map -> (Object) map),
                maps.map(AnyValues::ofMap).map(map -> (Object) map),
                lists.map(list -> (Object) list),
                lists.map(list -> (Object) list.toArray()));
    }

    static Object[] numbers(final byte[] bytes) {
        final Object[] numbers = new Object[bytes.length];
        Arrays.setAll(numbers, i -> Byte.toUnsignedInt(bytes[i]));
        return numbers;
    }
}
