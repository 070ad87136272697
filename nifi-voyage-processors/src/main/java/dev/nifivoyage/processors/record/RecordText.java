/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.record;

/**
 * The text of a record, or the reason why it has none that can be used.
 *
 * @param text the text, or null
 * @param unusable the reason, or null
 */
public record RecordText(String text, RecordError unusable) {

    static RecordText of(final String text) {
        return new RecordText(text, null);
    }

    public static RecordText unusable(final RecordError reason) {
        return new RecordText(null, reason);
    }

    /**
     * Returns whether there is no text, or a blank one.
     */
    public boolean isEmpty() {
        return unusable != null
                && (UnusableText.MISSING.code().equals(unusable.code())
                        || UnusableText.BLANK.code().equals(unusable.code()));
    }

    public boolean isUsable() {
        return unusable == null;
    }
}
