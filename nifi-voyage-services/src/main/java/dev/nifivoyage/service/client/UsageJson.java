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

/**
 * The {@code usage} of a real-time response: {@code {"total_tokens":8}}.
 */
final class UsageJson {

    private UsageJson() {}

    /**
     * Reads the current object of the parser.
     *
     * @return billed tokens; 0 if absent, or if the value is not an object
     */
    static long readTokens(final JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return 0;
        }

        long tokens = 0;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            final String field = parser.currentName();
            final JsonToken value = parser.nextToken();
            if ("total_tokens".equals(field) && value == JsonToken.VALUE_NUMBER_INT) {
                tokens = Math.max(0, parser.getLongValue());
            } else {
                parser.skipChildren();
            }
        }

        return tokens;
    }
}
