/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.multimodal;

import org.apache.nifi.components.DescribedValue;

/**
 * Where the input of a record is.
 */
public enum ContentStrategy implements DescribedValue {
    TEXT_AND_MEDIA(
            "Text and Media",
            "The text at Text Record Path, followed by the images and videos at Media Record Path; one of both may be missing"),
    CONTENT_LIST(
            "Content List",
            "Any sequence of texts, images, and videos: an array at Content Record Path in the form of the API of Voyage");

    private final String displayName;
    private final String description;

    ContentStrategy(final String displayName, final String description) {
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
