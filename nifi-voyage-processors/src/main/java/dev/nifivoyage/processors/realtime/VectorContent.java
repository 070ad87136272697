/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.realtime;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nifivoyage.processors.record.path.VectorFormat;
import dev.nifivoyage.service.api.embedding.Embedding;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * A vector as the content of a FlowFile.
 */
record VectorContent(byte[] bytes, String mimeType) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static VectorContent of(final Embedding embedding, final VectorFormat format) throws IOException {
        return switch (format) {
            case NUMBERS -> new VectorContent(JSON.writeValueAsBytes(embedding.numbers()), "application/json");
            case BASE64 -> new VectorContent(Base64.getEncoder().encode(embedding.toBytes()), "text/plain");
            case BYTES -> new VectorContent(embedding.toBytes(), "application/octet-stream");
            case TEXT ->
                new VectorContent(VectorFormat.text(embedding).getBytes(StandardCharsets.US_ASCII), "text/plain");
        };
    }
}
