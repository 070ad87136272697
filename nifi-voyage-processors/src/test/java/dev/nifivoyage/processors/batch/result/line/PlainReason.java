/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result.line;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The code and the message in a JSON tree, by the rules of {@link Reason}.
 */
record PlainReason(String code, String message) {
    private static final PlainReason NONE = new PlainReason(null, null);
    private static final List<String> EXPLANATIONS =
            List.of("message", "msg", "detail", "error", "errors", "reason", "description", "title");

    static PlainReason of(final Object value) {
        return switch (value) {
            case final String text -> new PlainReason(null, Reason.bounded(text));
            case final JsonTree.NumberText number -> new PlainReason(null, Reason.bounded(number.text()));
            case final List<?> list -> ofList(list);
            case final Map<?, ?> fields -> ofFields(fields);
            case null, default -> NONE;
        };
    }

    /** Returns the first of these fields that has a message, in the order of the object. */
    static PlainReason first(final Map<?, ?> fields, final List<String> names) {
        return fields.entrySet().stream()
                .filter(field -> names.contains(field.getKey()))
                .map(field -> of(field.getValue()))
                .filter(reason -> reason.message != null)
                .findFirst()
                .orElse(NONE);
    }

    private static PlainReason ofList(final List<?> list) {
        final List<PlainReason> reasons = list.stream().map(PlainReason::of).toList();
        return new PlainReason(
                reasons.stream()
                        .map(PlainReason::code)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null),
                Reason.bounded(joined(reasons.stream().map(PlainReason::message).toList())));
    }

    private static PlainReason ofFields(final Map<?, ?> fields) {
        String code = null;
        String message = null;
        int best = EXPLANATIONS.size();
        final StringBuilder others = new StringBuilder();
        for (final Map.Entry<?, ?> field : fields.entrySet()) {
            final Object value = field.getValue();
            final boolean isScalar = !(value instanceof List || value instanceof Map);
            if ("code".equals(field.getKey()) && isScalar) {
                code = value == null ? code : codeOf(PlainLine.text(value));
            } else if (!"loc".equals(field.getKey())) {
                final PlainReason nested = of(value);
                code = code == null ? nested.code : code;
                final int rank = EXPLANATIONS.indexOf(field.getKey());
                if (rank >= 0 && rank < best && nested.message != null) {
                    best = rank;
                    message = nested.message;
                } else if (rank < 0) {
                    append(others, nested.message == null ? null : field.getKey() + ": " + nested.message);
                }
            }
        }
        message = message == null ? Reason.bounded(others.toString()) : message;
        final String location = locationOf(fields.get("loc"));
        return new PlainReason(
                code, location == null || message == null ? message : Reason.bounded(location + ": " + message));
    }

    private static String locationOf(final Object value) {
        return value instanceof final List<?> steps
                ? Reason.bounded(String.join(
                        ".",
                        steps.stream()
                                .map(step -> of(step).message)
                                .filter(Objects::nonNull)
                                .toList()))
                : of(value).message;
    }

    private static String codeOf(final String text) {
        final String word = text.strip().replaceAll("\\s+", "_");
        return word.isEmpty() ? null : word.substring(0, Math.min(word.length(), Reason.MAXIMUM_CODE));
    }

    private static String joined(final List<String> messages) {
        final StringBuilder joined = new StringBuilder();
        messages.forEach(message -> append(joined, message));
        return joined.toString();
    }

    private static void append(final StringBuilder messages, final String message) {
        if (message != null && messages.length() <= Reason.MAXIMUM_MESSAGE) {
            messages.append(messages.isEmpty() ? "" : "; ").append(message);
        }
    }
}
