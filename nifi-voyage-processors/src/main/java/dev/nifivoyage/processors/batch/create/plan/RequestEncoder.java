/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.create.plan;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import dev.nifivoyage.processors.request.RequestBody;
import dev.nifivoyage.service.api.embedding.RequestKey;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Writes request lines: {@code {"custom_id":"…","body":{…}}} and a line feed. Source: Voyage's Batch Inference guide,
 * input file.
 */
final class RequestEncoder {
    private static final JsonFactory JSON =
            new JsonFactoryBuilder().rootValueSeparator((String) null).build();
    private static final SerializedString CUSTOM_ID = new SerializedString("custom_id");
    private static final SerializedString BODY = new SerializedString("body");

    private final ByteArrayOutputStream line = new ByteArrayOutputStream(1024);
    private final JsonGenerator generator;

    RequestEncoder() {
        try {
            generator = JSON.createGenerator(line, JsonEncoding.UTF8);
        } catch (final IOException e) {
            throw new UncheckedIOException("Writing to memory does not fail", e);
        }
    }

    /**
     * Returns the line in a buffer that the next call reuses.
     */
    ByteArrayOutputStream encode(final RequestKey key, final RequestBody body) throws IOException {
        line.reset();
        generator.writeStartObject();
        generator.writeFieldName(CUSTOM_ID);
        generator.writeString(key.toString());
        generator.writeFieldName(BODY);
        generator.writeStartObject();
        body.write(generator);
        generator.writeEndObject();
        generator.writeEndObject();
        generator.flush();
        line.write('\n');
        return line;
    }
}
