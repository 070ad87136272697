/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture.library;

import dev.nifivoyage.processors.model.VoyageModel;

/**
 * Record paths of a library.
 *
 * @param label path to the name
 * @param text path to the description
 * @param variations path to an array of texts, or to each of them, such as {@code /poses[*]/description}; optional in a
 *     record
 * @param images path to images, which are variations as well, or null if they are not read; optional in a record
 * @param version path to the version of the description; optional in a record
 * @param attributes path to a record or map with other information; optional in a record
 */
public record GesturePaths(
        String label, String text, String variations, String images, String version, String attributes) {

    /** Paths of the libraries that come with NiFi Voyage. */
    public static final GesturePaths DEFAULT =
            new GesturePaths("/label", "/text", "/variations", null, "/version", "/attributes");

    /** Path of the images in libraries with images. */
    private static final String IMAGES = "/images";

    /**
     * Returns the default paths for vectors of a model.
     */
    public static GesturePaths defaults(final String modelName) {
        return VoyageModel.isMultimodal(modelName)
                ? new GesturePaths(
                        DEFAULT.label, DEFAULT.text, DEFAULT.variations, IMAGES, DEFAULT.version, DEFAULT.attributes)
                : DEFAULT;
    }
}
