/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.endpoint;

import dev.nifivoyage.local.media.ContentPart;
import dev.nifivoyage.local.model.VoyageModel;
import dev.nifivoyage.local.vector.VectorModel;

import java.util.ArrayList;
import java.util.List;

/**
 * Fits inputs into the context of a model. Source: Voyage's documentation of {@code truncation} of multimodal
 * embeddings: a text is cut, and an image in which the cut falls is dropped, with all that follows.
 */
record ContentFitter(VoyageModel model, boolean truncation, VectorModel vectors) {

    /**
     * Parts that fit.
     *
     * @param parts at least one
     */
    record Fitted(List<ContentPart> parts, ContentUsage usage) {}

    /**
     * @param position for instance {@code inputs[3]}
     * @throws dev.nifivoyage.local.error.ApiError 400 if the input is too long and must not be truncated
     */
    Fitted fit(final List<ContentPart> parts, final String position) {
        final List<ContentPart> fitting = new ArrayList<>(parts.size());
        ContentUsage usage = ContentUsage.NONE;
        for (final ContentPart part : parts) {
            final ContentUsage more = usage.plus(ContentUsage.of(part, vectors));
            if (more.totalTokens() > model.contextLength()) {
                if (!truncation) {
                    throw tooLong(parts, position);
                }
                final int left = (int) (model.contextLength() - usage.totalTokens());
                if (part instanceof ContentPart.Text(final String text) && left > 0) {
                    final ContentPart cut = new ContentPart.Text(vectors.truncate(text, left));
                    fitting.add(cut);
                    usage = usage.plus(new ContentUsage(left, 0, 0));
                }
                break;
            }
            fitting.add(part);
            usage = more;
        }
        return new Fitted(fitting, usage);
    }

    private RuntimeException tooLong(final List<ContentPart> parts, final String position) {
        ContentUsage usage = ContentUsage.NONE;
        for (final ContentPart part : parts) {
            usage = usage.plus(ContentUsage.of(part, vectors));
        }
        return TokenLimit.textTooLong(
                model, "Value of argument '" + position + "'", model.contextLength(), (int) usage.totalTokens());
    }
}
