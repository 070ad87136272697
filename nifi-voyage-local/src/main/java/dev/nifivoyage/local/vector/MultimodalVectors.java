/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.vector;

import dev.nifivoyage.local.media.ContentPart;

import java.util.Arrays;
import java.util.List;

/**
 * Vectors of inputs with texts, images, and videos: the sum of the vector of all texts, joined by line feeds, and of
 * the vectors of images and videos. The order of texts changes the vector, the order of images does not, and neither
 * does the place of a text between images.
 *
 * <p>The vector of an image is an {@link ImageDescriptor}, in a rotation of the space other than that of texts, so
 * texts and images are unrelated. That of a video is drawn from the hash of its bytes.
 */
public final class MultimodalVectors {

    /** The longest vector, of which the others are prefixes. */
    private static final int LONGEST = 2048;

    /** The weights of texts beside media, and of the prompt of the input type alone; media together have 1. */
    private static final double TEXT_WEIGHT = 0.6;

    private static final double PROMPT_WEIGHT = 0.1;

    private final VectorModel texts;

    public MultimodalVectors(final VectorModel texts) {
        this.texts = texts;
    }

    /**
     * Computes the vector of an input; that of texts alone is {@link VectorModel#embed}.
     *
     * @param prompt prefix of the texts for the input type; empty for none
     * @param dimension 256, 512, 1024, or 2048; a shorter vector is the normalized prefix of the longer one
     * @return a vector of unit length
     */
    public float[] embed(final String model, final String prompt, final List<ContentPart> parts, final int dimension) {
        final StringBuilder text = new StringBuilder();
        final double[] media = new double[LONGEST];
        boolean hasMedia = false;
        for (final ContentPart part : parts) {
            switch (part) {
                case ContentPart.Text(final String words) ->
                    text.append(text.isEmpty() ? "" : "\n").append(words);
                case final ContentPart.Image image -> {
                    UnitVectors.add(media, image(model, image), 1);
                    hasMedia = true;
                }
                case final ContentPart.Video video -> {
                    UnitVectors.add(media, video(model, video), 1);
                    hasMedia = true;
                }
            }
        }
        if (!hasMedia) {
            return texts.embed(model, prompt, text.toString(), dimension);
        }
        final double[] sum = new double[LONGEST];
        UnitVectors.add(sum, UnitVectors.of(media), 1);
        if (!text.isEmpty()) {
            UnitVectors.add(sum, texts.embed(model, prompt, text.toString(), LONGEST), TEXT_WEIGHT);
        } else if (!prompt.isEmpty()) {
            UnitVectors.add(sum, texts.embed(model, "", prompt, LONGEST), PROMPT_WEIGHT);
        }
        return UnitVectors.of(Arrays.copyOf(sum, dimension));
    }

    private static float[] image(final String model, final ContentPart.Image image) {
        return HadamardProjection.project(
                ImageDescriptor.of(image.thumbnail()), VectorSpace.of(model) + " images", LONGEST);
    }

    private static float[] video(final String model, final ContentPart.Video video) {
        return UnitVectors.drawn(VectorSpace.mix(VectorSpace.hash(video.hash(), VectorSpace.of(model))), LONGEST);
    }
}
