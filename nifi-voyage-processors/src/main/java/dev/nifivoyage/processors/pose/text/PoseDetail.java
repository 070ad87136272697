/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.pose.text;

import org.apache.nifi.components.DescribedValue;

/**
 * The levels of detail of a description.
 */
public enum PoseDetail implements DescribedValue {
    TELLING(
            "Telling",
            "Describe what differs from a person standing with hanging arms. The texts are short, and their vectors are close to those of descriptions of gestures"),
    FULL("Full", "Describe each arm, the legs, and the angle of each joint, even if nothing is notable");

    private final String displayName;
    private final String description;

    PoseDetail(final String displayName, final String description) {
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
