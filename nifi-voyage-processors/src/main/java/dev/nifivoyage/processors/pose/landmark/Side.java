/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.pose.landmark;

/**
 * A side from the person's own perspective.
 */
public enum Side {
    LEFT("left", 1),
    RIGHT("right", -1);

    private final String word;
    private final int sign;

    Side(final String word, final int sign) {
        this.word = word;
        this.sign = sign;
    }

    public String word() {
        return word;
    }

    /**
     * Returns 1 for left and -1 for right, the sign of x in the coordinates of a body.
     */
    public int sign() {
        return sign;
    }

    public Side other() {
        return this == LEFT ? RIGHT : LEFT;
    }
}
