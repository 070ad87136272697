/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture.library;

/**
 * Record paths of a library.
 *
 * @param label path to the name
 * @param text path to the description
 * @param variations path to an array of texts, or to each of them, such as {@code /poses[*]/description}; optional in a
 *     record
 * @param version path to the version of the description; optional in a record
 * @param attributes path to a record or map with other information; optional in a record
 */
public record GesturePaths(String label, String text, String variations, String version, String attributes) {

    /** Paths of the libraries that come with NiFi Voyage. */
    public static final GesturePaths DEFAULT =
            new GesturePaths("/label", "/text", "/variations", "/version", "/attributes");
}
