/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.attribute;

import java.util.regex.Pattern;

/**
 * Attributes of earlier processors that no longer apply to a FlowFile.
 */
public final class OutdatedAttributes {
    private OutdatedAttributes() {}

    /**
     * Matches all attributes {@code voyage.<group>.*}, except the number of submissions, which counts over all batch
     * jobs of the records.
     */
    public static Pattern of(final String... groups) {
        return Pattern.compile("(?!%s$)voyage\\.(%s)\\..*"
                .formatted(Pattern.quote(VoyageAttributes.SUBMISSION_COUNT), String.join("|", groups)));
    }
}
