/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;

/**
 * Builds and sends a request for multimodal embeddings.
 */
final class MultimodalRequest {

    private final LocalClient client;
    private final ObjectNode body = new ObjectMapper().createObjectNode();
    private final ArrayNode inputs = body.putArray("inputs");

    MultimodalRequest(final LocalClient client) {
        this.client = client;
        body.put("model", "voyage-multimodal-3.5");
    }

    MultimodalRequest model(final String model) {
        body.put("model", model);
        return this;
    }

    MultimodalRequest with(final String parameter, final Object value) {
        body.putPOJO(parameter, value);
        return this;
    }

    /**
     * Adds an input; types and values alternate.
     */
    MultimodalRequest input(final String... typesAndValues) {
        final ArrayNode content = inputs.addObject().putArray("content");
        for (int i = 0; i < typesAndValues.length; i += 2) {
            content.addObject().put("type", typesAndValues[i]).put(typesAndValues[i], typesAndValues[i + 1]);
        }
        return this;
    }

    HttpResponse<String> send() {
        return client.post("/multimodalembeddings", body.toString());
    }

    JsonNode response() {
        return LocalClient.json(send(), 200);
    }

    String rejection() {
        return LocalClient.json(send(), 400).get("detail").asText();
    }

    /**
     * The vectors of all inputs.
     */
    float[][] vectors() {
        final JsonNode data = body.has("encoding_format")
                ? response().get("data")
                : with("output_encoding", "base64").response().get("data");
        final float[][] vectors = new float[data.size()][];
        for (int i = 0; i < vectors.length; i++) {
            final ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder()
                            .decode(data.get(i).get("embedding").textValue()))
                    .order(ByteOrder.LITTLE_ENDIAN);
            vectors[i] = new float[bytes.remaining() / Float.BYTES];
            bytes.asFloatBuffer().get(vectors[i]);
        }
        return vectors;
    }

    static double cosine(final float[] left, final float[] right) {
        double product = 0;
        double lefts = 0;
        double rights = 0;
        for (int i = 0; i < left.length; i++) {
            product += (double) left[i] * right[i];
            lefts += (double) left[i] * left[i];
            rights += (double) right[i] * right[i];
        }
        return product / Math.sqrt(lefts * rights);
    }
}
