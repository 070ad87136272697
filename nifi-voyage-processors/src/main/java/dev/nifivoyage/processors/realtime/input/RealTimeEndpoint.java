/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.realtime.input;

import dev.nifivoyage.processors.model.VoyageModel;
import dev.nifivoyage.service.api.BatchEndpoint;
import dev.nifivoyage.service.api.EmbeddingsRequest;
import dev.nifivoyage.service.api.MultimodalEmbeddingsRequest;
import dev.nifivoyage.service.api.VoyageClientService;
import dev.nifivoyage.service.api.embedding.EmbeddingParameters;
import dev.nifivoyage.service.api.embedding.RequestKey;

/**
 * The endpoints that embed in real time.
 */
public enum RealTimeEndpoint {
    TEXT(BatchEndpoint.EMBEDDINGS.path(), EmbeddingsRequest.MAXIMUM_TEXTS, "text") {

        @Override
        public String contents() {
            return "the content of a FlowFile, which is one text";
        }

        @Override
        public EmbeddingInput ofText(final String text) {
            return TextInput.of(text);
        }

        @Override
        public RequestSender sender(final VoyageClientService client, final EmbeddingParameters parameters) {
            return new TextSender(client, parameters);
        }
    },
    MULTIMODAL(MultimodalEmbeddingsRequest.PATH, MultimodalEmbeddingsRequest.MAXIMUM_INPUTS, "input") {

        @Override
        public String contents() {
            return "a text, or an image or video as a data URL";
        }

        @Override
        public EmbeddingInput ofText(final String text) {
            return MixedInput.of(new MixedPart.Text(text));
        }

        @Override
        public RequestSender sender(final VoyageClientService client, final EmbeddingParameters parameters) {
            return new MultimodalSender(client, parameters, OversizedImages.REJECT, MEDIA_BYTES);
        }

        @Override
        public long maximumBytes() {
            return MEDIA_BYTES;
        }
    };

    /** Bytes of the images of a request, which are on the heap together. */
    private static final long MEDIA_BYTES = 32L * 1024 * 1024;

    private final String path;
    private final int maximumInputs;
    private final String noun;

    RealTimeEndpoint(final String path, final int maximumInputs, final String noun) {
        this.path = path;
        this.maximumInputs = maximumInputs;
        this.noun = noun;
    }

    /**
     * Returns the endpoint of a model.
     */
    public static RealTimeEndpoint ofModel(final String modelName) {
        return VoyageModel.isMultimodal(modelName) ? MULTIMODAL : TEXT;
    }

    /**
     * Returns what the sample of a verification without records is, for messages.
     */
    public abstract String contents();

    /**
     * Returns an input of one text.
     */
    public abstract EmbeddingInput ofText(String text);

    public abstract RequestSender sender(VoyageClientService client, EmbeddingParameters parameters);

    /**
     * Returns a deriver for the keys of inputs; not thread-safe.
     */
    public RequestKey.Deriver keys(final EmbeddingParameters parameters) {
        return RequestKey.deriver(path, parameters);
    }

    /**
     * Returns the last segment of the path.
     */
    public String lastSegment() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /**
     * Returns the maximum number of inputs of a request.
     */
    public int maximumInputs() {
        return maximumInputs;
    }

    /**
     * Returns the maximum number of bytes of all inputs of a request, to limit the heap.
     */
    public long maximumBytes() {
        return Long.MAX_VALUE;
    }

    /**
     * Returns what several inputs are called in messages.
     */
    public String noun() {
        return noun + "s";
    }

    /**
     * Returns what one input is called in messages.
     */
    public String contentNoun() {
        return noun;
    }
}
