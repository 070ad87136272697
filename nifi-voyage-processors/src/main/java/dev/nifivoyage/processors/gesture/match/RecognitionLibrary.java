/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture.match;

import dev.nifivoyage.processors.gesture.search.LabelMatcher;

import java.util.Map;

/**
 * A library that is ready for matching. Immutable.
 *
 * @param name description of its location, for messages
 * @param matcher matches vectors
 * @param dimension of its vectors
 * @param notes notes on each label
 */
record RecognitionLibrary(String name, LabelMatcher matcher, int dimension, Map<String, LabelNote> notes) {

    /**
     * The information on a label other than its texts.
     *
     * @param version or null
     * @param attributes values as strings
     */
    record LabelNote(String version, Map<String, String> attributes) {}
}
