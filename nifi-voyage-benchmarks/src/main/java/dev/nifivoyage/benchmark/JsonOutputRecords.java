/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.benchmark;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Records written as JSON, one per line.
 */
final class JsonOutputRecords implements OutputRecords {
    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .build();

    private final JsonParser parser;
    private final float[] numbers;
    private int id;
    private float[] vector;

    /**
     * @param dimension of the vectors
     */
    JsonOutputRecords(final Path file, final int dimension) throws IOException {
        parser = JSON.createParser(file.toFile());
        numbers = new float[dimension];
    }

    @Override
    public boolean next() throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            return false;
        }

        id = -1;
        vector = new float[0];
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            final String field = parser.currentName();
            parser.nextToken();
            switch (field) {
                case "id" -> id = parser.getIntValue();
                case "embedding" -> readVector();
                default -> parser.skipChildren();
            }
        }
        return true;
    }

    private void readVector() throws IOException {
        int i = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            numbers[i++] = parser.getFloatValue();
        }
        vector = i == numbers.length ? numbers : new float[0];
    }

    @Override
    public int id() {
        return id;
    }

    @Override
    public float[] vector() {
        return vector;
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }
}
