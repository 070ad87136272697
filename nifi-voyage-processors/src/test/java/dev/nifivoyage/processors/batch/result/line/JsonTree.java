/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result.line;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The tree of a JSON text, with numbers as they are written: Jackson's own tree rounds them twice, or loses their sign.
 * Objects are maps, arrays are lists, and null is null.
 */
final class JsonTree {
    private static final JsonFactory JSON = new JsonFactory();

    private final Object root;
    private boolean hasDuplicates;

    /**
     * @throws IOException if the bytes are not exactly one JSON value
     */
    JsonTree(final byte[] bytes) throws IOException {
        try (JsonParser parser = JSON.createParser(bytes)) {
            if (parser.nextToken() == null) {
                throw new IOException("empty");
            }
            root = read(parser);
            if (parser.nextToken() != null) {
                throw new IOException("continues");
            }
        }
    }

    /**
     * @param isInteger whether it has neither a fraction nor an exponent
     */
    record NumberText(String text, boolean isInteger) {}

    Object root() {
        return root;
    }

    /** Returns whether an object has a field twice, which has no meaning in JSON. */
    boolean hasDuplicates() {
        return hasDuplicates;
    }

    private Object read(final JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> readObject(parser);
            case START_ARRAY -> readArray(parser);
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT -> new NumberText(parser.getText(), true);
            case VALUE_NUMBER_FLOAT -> new NumberText(parser.getText(), false);
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> throw new IOException("unexpected " + parser.currentToken());
        };
    }

    private Map<String, Object> readObject(final JsonParser parser) throws IOException {
        final Map<String, Object> fields = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            final String name = parser.currentName();
            parser.nextToken();
            hasDuplicates |= fields.containsKey(name);
            fields.put(name, read(parser));
        }

        return fields;
    }

    private List<Object> readArray(final JsonParser parser) throws IOException {
        final List<Object> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            elements.add(read(parser));
        }

        return elements;
    }
}
