/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.request;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.nifivoyage.embedding.EmbeddingKey;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes request lines of {@code /v1/embeddings}: {@code {"custom_id":"…","body":{"input":["…"]}}} and a line feed. One text per line, since the index
 * of an answer is not reliable for lines with several. Source: Voyage's Batch Inference guide, input file.
 */
final class EmbeddingRequestEncoder {
    private static final byte[] BEFORE_ID = "{\"custom_id\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BEFORE_TEXT = "\",\"body\":{\"input\":[\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "\"]}}\n".getBytes(StandardCharsets.US_ASCII);

    private final ByteArrayOutputStream line = new ByteArrayOutputStream(1024);

    /**
     * The line, in a buffer that the next call reuses.
     */
    ByteArrayOutputStream encode(final EmbeddingKey key, final String text) {
        line.reset();
        line.writeBytes(BEFORE_ID);
        // base64url has nothing to be quoted
        line.writeBytes(key.toString().getBytes(StandardCharsets.US_ASCII));
        line.writeBytes(BEFORE_TEXT);
        line.writeBytes(JsonStringEncoder.getInstance().quoteAsUTF8(text));
        line.writeBytes(END);
        return line;
    }
}
