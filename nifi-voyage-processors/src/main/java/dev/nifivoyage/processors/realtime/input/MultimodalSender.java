/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.realtime.input;

import dev.nifivoyage.processors.image.Image;
import dev.nifivoyage.processors.image.ImageParser;
import dev.nifivoyage.processors.image.ImageScaler;
import dev.nifivoyage.processors.image.ImageVerifier;
import dev.nifivoyage.processors.image.UnusableMediaException;
import dev.nifivoyage.processors.image.VideoParser;
import dev.nifivoyage.processors.model.BilledUsage;
import dev.nifivoyage.processors.record.RecordError;
import dev.nifivoyage.service.api.MultimodalEmbeddingsRequest;
import dev.nifivoyage.service.api.MultimodalEmbeddingsResponse;
import dev.nifivoyage.service.api.VoyageClientService;
import dev.nifivoyage.service.api.VoyageException;
import dev.nifivoyage.service.api.embedding.EmbeddingParameters;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Sends multimodal inputs to {@code /v1/multimodalembeddings}. Images are decoded before, so that a damaged one does
 * not make Voyage reject a request.
 *
 * @param parameters of the vectors
 * @param maximumBytes maximum number of bytes of the inputs of a request, before their Base64
 */
public record MultimodalSender(
        VoyageClientService client, EmbeddingParameters parameters, OversizedImages oversizedImages, long maximumBytes)
        implements RequestSender {
    private static final ImageParser IMAGES = new ImageParser();
    private static final VideoParser VIDEOS = new VideoParser();
    private static final ImageVerifier VERIFIER = new ImageVerifier();
    private static final ImageScaler SCALER = new ImageScaler();

    @Override
    public String call() {
        return "POST " + MultimodalEmbeddingsRequest.PATH;
    }

    @Override
    public EmbeddingInput prepare(final EmbeddingInput input) throws UnusableInputException {
        final List<MixedPart> parts = new ArrayList<>();
        for (final MixedPart part : ((MixedInput) input).parts()) {
            try {
                parts.add(prepare(part));
            } catch (final UnusableMediaException e) {
                throw new UnusableInputException(new RecordError(e.code(), e.getMessage()));
            }
        }

        return new MixedInput(parts);
    }

    private MixedPart prepare(final MixedPart part) throws UnusableMediaException {
        return switch (part) {
            case MixedPart.Picture(final Image image) -> new MixedPart.Picture(prepare(image));
            case final MixedPart.Clip clip -> {
                VIDEOS.requireWithinLimits(clip.video());
                yield clip;
            }
            case final MixedPart.Text text -> text;
            case final MixedPart.Link link -> link;
        };
    }

    private Image prepare(final Image image) throws UnusableMediaException {
        if (oversizedImages == OversizedImages.SCALE_DOWN && !image.isWithinLimits()) {
            return SCALER.scaleDown(image, Image.MAXIMUM_BILLED_PIXELS);
        }

        IMAGES.requireWithinLimits(image);
        VERIFIER.verify(image);
        return image;
    }

    // Voyage rejects a request that has URLs as well as Base64
    @Override
    public List<List<KeyedInput>> divide(final List<KeyedInput> inputs) {
        final Map<Boolean, List<KeyedInput>> byUrl = inputs.stream()
                .collect(Collectors.partitioningBy(
                        keyed -> ((MixedInput) keyed.input()).request().hasUrl()));
        return List.of(byUrl.get(false), byUrl.get(true));
    }

    @Override
    public Vectors send(final List<EmbeddingInput> inputs) throws VoyageException {
        final MultimodalEmbeddingsResponse response = client.embed(new MultimodalEmbeddingsRequest(
                inputs.stream().map(input -> ((MixedInput) input).request()).toList(), parameters));
        return new Vectors(response.embeddings(), new BilledUsage(response.textTokens(), response.pixels()));
    }
}
