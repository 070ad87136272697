/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.client;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.nifivoyage.service.api.MultimodalEmbeddingsRequest;
import dev.nifivoyage.service.api.MultimodalEmbeddingsResponse;
import dev.nifivoyage.service.api.embedding.EmbeddingDataType;
import dev.nifivoyage.service.api.embedding.InputPart;
import dev.nifivoyage.service.api.embedding.MediaKind;
import dev.nifivoyage.service.api.embedding.MultimodalInput;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/**
 * The JSON of {@code POST /v1/multimodalembeddings}. The request is written as a stream, because the Base64 of its
 * images takes more memory than the images.
 */
final class MultimodalJson {
    private static final JsonFactory JSON = JsonFactory.builder().build();
    private static final MediaType JSON_TYPE = MediaType.get("application/json");
    /** A multiple of 3, so that only the last chunk is padded. */
    private static final int CHUNK = 3 * 4096;

    private MultimodalJson() {}

    /**
     * Returns the body of a request for vectors in Base64.
     */
    static RequestBody body(final MultimodalEmbeddingsRequest request) {
        return new RequestBody() {
            private final long length = length(request);

            @Override
            public MediaType contentType() {
                return JSON_TYPE;
            }

            @Override
            public long contentLength() {
                return length;
            }

            @Override
            public void writeTo(final BufferedSink sink) throws IOException {
                write(request, sink.outputStream());
            }
        };
    }

    /**
     * Reads the response to a request.
     *
     * @throws InvalidContentException if it does not contain one vector for each input, all of the requested type and
     *     dimension
     * @throws IOException if it is incomplete or not JSON
     */
    static MultimodalEmbeddingsResponse read(final InputStream body, final MultimodalEmbeddingsRequest request)
            throws IOException, InvalidContentException {
        final VectorList list = VectorList.read(body, request.inputs().size(), request.parameters());
        return new MultimodalEmbeddingsResponse(
                list.embeddings(),
                list.usage().getOrDefault("text_tokens", 0L),
                list.usage().getOrDefault("image_pixels", 0L) + list.usage().getOrDefault("video_pixels", 0L));
    }

    // servers may reject a body without Content-Length
    private static long length(final MultimodalEmbeddingsRequest request) {
        final CountingStream counting = new CountingStream();
        try {
            write(request, counting);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        return counting.bytes;
    }

    private static void write(final MultimodalEmbeddingsRequest request, final OutputStream output) throws IOException {
        try (JsonGenerator generator = JSON.createGenerator(output)) {
            generator.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            generator.writeStartObject();
            for (final Map.Entry<String, Object> field : fields(request).entrySet()) {
                generator.writeObjectField(field.getKey(), field.getValue());
            }
            generator.writeStringField("output_encoding", "base64");
            generator.writeArrayFieldStart("inputs");
            for (final MultimodalInput input : request.inputs()) {
                generator.writeStartObject();
                generator.writeArrayFieldStart("content");
                for (final InputPart part : input.parts()) {
                    write(part, generator);
                }
                generator.writeEndArray();
                generator.writeEndObject();
            }
            generator.writeEndArray();
            generator.writeEndObject();
        }
    }

    // voyage-multimodal-3 has no data types
    private static Map<String, Object> fields(final MultimodalEmbeddingsRequest request) {
        final Map<String, Object> fields = new HashMap<>(request.parameters().toFields());
        if (request.parameters().dataType() == EmbeddingDataType.FLOAT) {
            fields.remove("output_dtype");
        }

        return fields;
    }

    private static void write(final InputPart part, final JsonGenerator generator) throws IOException {
        generator.writeStartObject();
        switch (part) {
            case InputPart.Text(final String text) -> write("text", text, generator);
            case InputPart.MediaUrl(final MediaKind kind, final String url) -> write(kind.urlType(), url, generator);
            case final InputPart.Media media -> {
                final String type = media.kind().base64Type();
                generator.writeStringField("type", type);
                generator.writeFieldName(type);
                writeDataUrl(media, generator);
            }
        }
        generator.writeEndObject();
    }

    private static void write(final String type, final String value, final JsonGenerator generator) throws IOException {
        generator.writeStringField("type", type);
        generator.writeStringField(type, value);
    }

    // Base64 needs no escapes
    private static void writeDataUrl(final InputPart.Media media, final JsonGenerator generator) throws IOException {
        generator.writeRawValue("\"data:%s;base64,".formatted(media.mimeType()));
        generator.flush();
        final OutputStream output = (OutputStream) generator.getOutputTarget();
        final byte[] bytes = media.bytes();
        for (int start = 0; start < bytes.length; start += CHUNK) {
            final ByteBuffer chunk = ByteBuffer.wrap(bytes, start, Math.min(CHUNK, bytes.length - start));
            output.write(Base64.getEncoder().encode(chunk).array());
        }
        output.write('"');
    }

    /**
     * Counts what is written.
     */
    private static final class CountingStream extends OutputStream {
        private long bytes;

        @Override
        public void write(final int b) {
            bytes++;
        }

        @Override
        public void write(final byte[] b, final int offset, final int count) {
            bytes += count;
        }
    }
}
