/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.api.embedding;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Identifies a request by its content: SHA-256 over the length-prefixed fields key format version, namespace, endpoint,
 * model, input type, dimension, data type, truncation and text (or chunking and chunks, query and documents, or the
 * parts of a multimodal input). Its
 * text form (base64url without padding, {@value #TEXT_LENGTH} characters) is the {@code custom_id} of the request.
 */
public final class RequestKey {
    /** Bytes of a key. */
    public static final int BYTES = 32;
    /** Characters of the text form of a key. */
    public static final int TEXT_LENGTH = 43;

    private static final String FORMAT_VERSION = "1";
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
    private static final Base64.Decoder DECODER = Base64.getUrlDecoder();
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final byte[] hash;

    private RequestKey(final byte[] hash) {
        this.hash = hash;
    }

    /**
     * Returns the key of a text form; empty for any other text, for example the custom_id of a job created by another
     * tool.
     */
    public static Optional<RequestKey> ofText(final String text) {
        if (text == null || text.length() != TEXT_LENGTH) {
            return Optional.empty();
        }

        try {
            return Optional.of(new RequestKey(DECODER.decode(text)));
        } catch (final IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * Returns the key of {@value #BYTES} bytes.
     */
    public static RequestKey ofBytes(final byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("A key has %d bytes, not %d".formatted(BYTES, bytes.length));
        }

        return new RequestKey(bytes.clone());
    }

    /**
     * Returns a deriver for embedding requests with the same endpoint and parameters, for use by one thread.
     *
     * @param endpointPath such as {@code /v1/embeddings}
     */
    public static Deriver deriver(final String endpointPath, final EmbeddingParameters parameters) {
        return new Deriver(
                FORMAT_VERSION,
                parameters.namespace(),
                endpointPath,
                parameters.model(),
                parameters.inputType().getValue(),
                parameters.dimension() == null ? "" : parameters.dimension().toString(),
                parameters.dataType().getValue(),
                Boolean.toString(parameters.truncation()));
    }

    /**
     * Returns a deriver for rerank requests with the same endpoint and parameters, for use by one thread.
     *
     * @param endpointPath such as {@code /v1/rerank}
     */
    public static Deriver deriver(final String endpointPath, final RerankParameters parameters) {
        return new Deriver(
                FORMAT_VERSION,
                parameters.namespace(),
                endpointPath,
                parameters.model(),
                parameters.topK() == null ? "" : parameters.topK().toString(),
                Boolean.toString(parameters.returnDocuments()),
                Boolean.toString(parameters.truncation()));
    }

    /**
     * Reads a key from the next {@value #BYTES} bytes of a buffer.
     */
    public static RequestKey ofNext(final ByteBuffer buffer) {
        final byte[] hash = new byte[BYTES];
        buffer.get(hash);
        return new RequestKey(hash);
    }

    public byte[] toBytes() {
        return hash.clone();
    }

    /**
     * Returns the bitwise XOR of the key with a mask.
     *
     * @param mask {@value #BYTES} bytes
     */
    public RequestKey xor(final byte[] mask) {
        final byte[] other = new byte[BYTES];
        for (int i = 0; i < BYTES; i++) {
            other[i] = (byte) (hash[i] ^ mask[i]);
        }

        return new RequestKey(other);
    }

    /**
     * Writes the {@value #BYTES} bytes of the key to a buffer.
     */
    public void writeTo(final ByteBuffer buffer) {
        buffer.put(hash);
    }

    /**
     * Returns eight bytes of the key, big-endian, for comparison and hashing without a copy.
     *
     * @param index 0 to 3
     */
    public long part(final int index) {
        return (long) LONG.get(hash, index * Long.BYTES);
    }

    /**
     * Returns the {@code custom_id}.
     */
    @Override
    public String toString() {
        return ENCODER.encodeToString(hash);
    }

    @Override
    public boolean equals(final Object other) {
        return other instanceof RequestKey that && Arrays.equals(hash, that.hash);
    }

    @Override
    public int hashCode() {
        return (int) part(0);
    }

    /**
     * Derives the keys of requests from the hash state of their shared fields.
     */
    public static final class Deriver {
        private final byte[] shared;
        private final MessageDigest digest;
        private final ByteBuffer length = ByteBuffer.allocate(Integer.BYTES);

        private Deriver(final String... fields) {
            try {
                digest = MessageDigest.getInstance("SHA-256");
            } catch (final NoSuchAlgorithmException e) {
                throw new IllegalStateException("SHA-256 is required of every Java platform", e);
            }

            int size = 0;
            final byte[][] encoded = new byte[fields.length][];
            for (int i = 0; i < fields.length; i++) {
                encoded[i] = fields[i].getBytes(StandardCharsets.UTF_8);
                size += Integer.BYTES + encoded[i].length;
            }
            final ByteBuffer buffer = ByteBuffer.allocate(size);
            for (final byte[] field : encoded) {
                buffer.putInt(field.length).put(field);
            }
            shared = buffer.array();
        }

        /**
         * Returns the key of a request with one text.
         */
        public RequestKey of(final String text) {
            digest.update(shared);
            update(text);
            return new RequestKey(digest.digest());
        }

        /**
         * Returns the key of a request with one document, whose vectors depend on all of its chunks and their order.
         *
         * @param chunking settings of the chunking by Voyage; empty if the document is chunked already
         */
        public RequestKey ofDocument(final String chunking, final List<String> chunks) {
            digest.update(shared);
            update(chunking);
            update(chunks);
            return new RequestKey(digest.digest());
        }

        /**
         * Returns the key of a request that ranks documents by their relevance to a query.
         */
        public RequestKey ofQuery(final String query, final List<String> documents) {
            digest.update(shared);
            update(query);
            update(documents);
            return new RequestKey(digest.digest());
        }

        /**
         * Returns the key of a multimodal input, which depends on the type and each byte of all parts and on their
         * order. The MIME type of media does not count, because it follows from their bytes.
         */
        public RequestKey ofInput(final MultimodalInput input) {
            digest.update(shared);
            digest.update(length.putInt(0, input.parts().size()).array());
            for (final InputPart part : input.parts()) {
                switch (part) {
                    case InputPart.Text(final String text) -> {
                        update("text");
                        update(text);
                    }
                    case final InputPart.Media media -> {
                        update(media.kind().base64Type());
                        update(media.bytes());
                    }
                    case InputPart.MediaUrl(final MediaKind kind, final String url) -> {
                        update(kind.urlType());
                        update(url);
                    }
                }
            }
            return new RequestKey(digest.digest());
        }

        /**
         * Derives the key of a request with one text.
         *
         * @param utf8 the text in UTF-8
         */
        public RequestKey of(final byte[] utf8) {
            digest.update(shared);
            update(utf8);
            return new RequestKey(digest.digest());
        }

        // the number of texts and their lengths prevent ambiguous concatenations
        private void update(final List<String> texts) {
            digest.update(length.putInt(0, texts.size()).array());
            for (final String text : texts) {
                update(text);
            }
        }

        private void update(final String text) {
            update(text.getBytes(StandardCharsets.UTF_8));
        }

        private void update(final byte[] encoded) {
            digest.update(length.putInt(0, encoded.length).array());
            digest.update(encoded);
        }
    }
}
