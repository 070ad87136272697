/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.client;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * The {@code usage} of a real-time response: {@code {"total_tokens":8}}.
 */
final class UsageJson {

    /** Sums of numbers up to it do not overflow. */
    private static final long MAXIMUM = 1L << 50;

    private UsageJson() {}

    /**
     * Reads the current object of the parser.
     *
     * @return its whole numbers by name, negative ones as 0, without those beyond a long; empty if the value is not an
     *     object
     */
    static Map<String, Long> read(final JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return Map.of();
        }

        final Map<String, Long> usage = new HashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            final String field = parser.currentName();
            final JsonToken value = parser.nextToken();
            // a number that no usage can have must not fail a billed response
            if (value == JsonToken.VALUE_NUMBER_INT && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
                usage.put(field, Math.clamp(parser.getLongValue(), 0, MAXIMUM));
            } else {
                parser.skipChildren();
            }
        }

        return usage;
    }

    /**
     * Returns the billed tokens; 0 if absent.
     */
    static long tokens(final Map<String, Long> usage) {
        return usage.getOrDefault("total_tokens", 0L);
    }
}
