/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.multimodal;

import dev.nifivoyage.processors.realtime.input.EmbeddingInput;
import dev.nifivoyage.processors.realtime.input.MixedInput;
import dev.nifivoyage.processors.realtime.input.MixedPart;
import dev.nifivoyage.processors.realtime.input.UnusableInputException;

import java.util.Optional;

/**
 * Reads the sample of a FlowFile without records. A user can only give a text: a data URL stands for an image or video.
 */
public final class SampleMedia {

    private SampleMedia() {}

    /**
     * Returns the input of a sample.
     *
     * @throws UnusableInputException if it is a data URL that has neither an image nor a video
     */
    public static EmbeddingInput read(final String sample) throws UnusableInputException {
        final boolean isMedia = MediaParser.isDataUrl(sample.strip());
        return MixedInput.of(
                isMedia ? MediaParser.parse(sample, Optional.empty(), "The sample") : new MixedPart.Text(sample));
    }
}
