/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.pose.text;

/**
 * Sentences of a description.
 */
final class Sentences {
    private Sentences() {}

    /**
     * Returns the words with an uppercase first letter.
     */
    static String capitalize(final String words) {
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }
}
