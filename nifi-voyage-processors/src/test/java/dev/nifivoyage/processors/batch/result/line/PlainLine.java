/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result.line;

import com.fasterxml.jackson.core.io.NumberInput;
import dev.nifivoyage.processors.attribute.ErrorCode;
import dev.nifivoyage.processors.record.RecordError;

import java.io.IOException;
import java.math.BigInteger;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What a line of an {@code /v1/embeddings} job says, read from the tree of its JSON: slow and simple, and without any
 * class of the reader that it is compared with.
 *
 * @param customId custom ID, or null if the line is rejected
 * @param vector packed floats, or null if there is no usable vector
 * @param error code and message; only the code for a response that cannot be used
 * @param tokens billed tokens
 */
record PlainLine(String customId, byte[] vector, RecordError error, long tokens) {
    /** A line that has no meaning. */
    static final PlainLine REJECTED = new PlainLine(null, null, null, 0);

    /** Jackson's limit. */
    private static final int LONGEST_NUMBER = 1000;

    static PlainLine of(final Object root) {
        if (!(root instanceof final Map<?, ?> line)) {
            return REJECTED;
        }

        final String customId = text(line.get("custom_id"));
        try {
            return customId == null || customId.isEmpty() || isRequest(line) ? REJECTED : of(line, customId);
        } catch (final IOException e) {
            return REJECTED;
        }
    }

    private static boolean isRequest(final Map<?, ?> line) {
        return line.containsKey("body") && !line.containsKey("response") && !line.containsKey("error");
    }

    private static PlainLine of(final Map<?, ?> line, final String customId) throws IOException {
        final Map<?, ?> response = line.get("response") instanceof final Map<?, ?> fields ? fields : Map.of();
        final Map<?, ?> body = response.get("body") instanceof final Map<?, ?> fields ? fields : Map.of();
        final Map<?, ?> usage = body.get("usage") instanceof final Map<?, ?> fields ? fields : Map.of();
        final List<?> data = body.get("data") instanceof final List<?> list ? list : List.of();
        final PlainReason error = PlainReason.of(line.get("error"));
        final int status = toInt(response.get("status_code"));
        final long tokens = Math.max(0, toLong(usage.get("total_tokens")));
        final List<?> vectors = data.stream()
                .filter(element -> element instanceof final Map<?, ?> item && item.containsKey("embedding"))
                .map(element -> ((Map<?, ?>) element).get("embedding"))
                .toList();
        byte[] vector = null;
        for (final Object value : vectors) {
            vector = vector(value);
        }
        if (error.code() == null && error.message() == null && status == 200) {
            return vectors.size() == 1 && vector != null
                    ? new PlainLine(customId, vector, null, tokens)
                    : new PlainLine(customId, null, new RecordError(ErrorCode.INVALID_EMBEDDING, null), tokens);
        }

        final PlainReason responseReason = line.get("response") instanceof Map
                ? PlainReason.first(response, List.of("message", "error", "detail"))
                : PlainReason.of(line.get("response"));
        final PlainReason bodyReason = response.get("body") instanceof Map
                ? PlainReason.first(body, List.of("message", "msg", "error", "errors", "detail", "reason"))
                : PlainReason.of(response.get("body"));
        final String message = Stream.of(error, responseReason, bodyReason)
                .map(PlainReason::message)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse("Voyage gave no reason");
        final String ofStatus = status > 0 ? "http_" + status : "unknown_error";
        final boolean isTemporary = status == 429 || status >= 500 && status < 600;
        return new PlainLine(
                customId,
                null,
                new RecordError(error.code() == null || isTemporary ? ofStatus : error.code(), message),
                0);
    }

    /** Returns the text of a string, number, or boolean; else null. */
    static String text(final Object value) {
        return switch (value) {
            case final String text -> text;
            case final JsonTree.NumberText number -> number.text();
            case final Boolean bool -> bool.toString();
            case null, default -> null;
        };
    }

    private static byte[] vector(final Object value) throws IOException {
        if (value instanceof final String base64) {
            return vector(base64);
        }
        if (!(value instanceof final List<?> numbers)) {
            return null;
        }

        final PackedFloats packed = new PackedFloats(numbers.size());
        for (final Object element : numbers) {
            if (!(element instanceof final JsonTree.NumberText number)) {
                return null;
            }
            checkLength(number);
            packed.add(Float.parseFloat(number.text()));
        }
        return packed.bytes();
    }

    private static byte[] vector(final String base64) {
        try {
            return PackedFloats.checked(Base64.getDecoder().decode(base64));
        } catch (final IllegalArgumentException e) {
            return null;
        }
    }

    private static int toInt(final Object value) throws IOException {
        return switch (value) {
            case final JsonTree.NumberText number -> {
                final long exact = toLong(number);
                if (exact != (int) exact) {
                    throw new IOException("out of range");
                }
                yield (int) exact;
            }
            case final String text -> NumberInput.parseAsInt(text, 0);
            case final Boolean bool -> bool ? 1 : 0;
            case null, default -> 0;
        };
    }

    private static long toLong(final Object value) throws IOException {
        return switch (value) {
            case final JsonTree.NumberText number -> toLong(number);
            case final String text -> NumberInput.parseAsLong(text, 0);
            case final Boolean bool -> bool ? 1 : 0;
            case null, default -> 0;
        };
    }

    private static long toLong(final JsonTree.NumberText number) throws IOException {
        checkLength(number);
        final double approximate = Double.parseDouble(number.text());
        if (approximate < Long.MIN_VALUE || approximate > Long.MAX_VALUE) {
            throw new IOException("out of range");
        }
        if (!number.isInteger()) {
            return (long) approximate;
        }

        try {
            return new BigInteger(number.text()).longValueExact();
        } catch (final ArithmeticException e) {
            throw new IOException("out of range", e);
        }
    }

    private static void checkLength(final JsonTree.NumberText number) throws IOException {
        if (number.text().length() > LONGEST_NUMBER) {
            throw new IOException("too long");
        }
    }
}
