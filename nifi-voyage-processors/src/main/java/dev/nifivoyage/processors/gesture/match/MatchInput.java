/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture.match;

import org.apache.nifi.components.DescribedValue;

/**
 * The contents of a record that can be matched.
 */
public enum MatchInput implements DescribedValue {
    TEXT(
            "Text",
            "A text, such as a description written by DescribePose. Its vector is looked up in the cache or requested from Voyage."),
    VECTOR(
            "Vector",
            "A vector, such as one added by CreateEmbedding or DownloadBatchResults. Nothing is sent to Voyage."),
    IMAGE(
            "Image",
            "An image: Base64, a data URL, bytes, or a URL that Voyage downloads. Requires a multimodal model. Its vector is looked up in the cache or requested from Voyage."),
    POSE(
            "Pose",
            "The 33 landmarks of a MediaPipe pose. They are described as in DescribePose, and the vector of the text is looked up in the cache or requested from Voyage.");

    private final String displayName;
    private final String description;

    MatchInput(final String displayName, final String description) {
        this.displayName = displayName;
        this.description = description;
    }

    @Override
    public String getValue() {
        return name();
    }

    @Override
    public String getDisplayName() {
        return displayName;
    }

    @Override
    public String getDescription() {
        return description;
    }
}
