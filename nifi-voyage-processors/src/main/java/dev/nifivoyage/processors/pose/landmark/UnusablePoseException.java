/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.pose.landmark;

import dev.nifivoyage.processors.attribute.ErrorCode;

/**
 * A record has no pose that could be described.
 */
public class UnusablePoseException extends Exception {
    private static final long serialVersionUID = 1L;

    /** The code of a pose or hand that is not there, as a detector writes it that found none. */
    public static final String MISSING = ErrorCode.MISSING_LANDMARKS.code();

    private final String code;

    public UnusablePoseException(final String code, final String message) {
        super(message);
        this.code = code;
    }

    /**
     * Short, for routing: {@code missing_landmarks}, {@code not_landmarks}, {@code landmark_count}, {@code coordinates_mismatch},
     * {@code multiple_values}, {@code missing_torso} or {@code unusable_time}.
     */
    public String code() {
        return code;
    }
}
