/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture.search;

/**
 * A vector that cannot be compared with those of a library. The message says what was wrong with it.
 */
public final class UnusableVectorException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String code;

    public UnusableVectorException(final String code, final String message) {
        super(message);
        this.code = code;
    }

    /**
     * Short, for routing: {@code dimension_mismatch}, {@code model_mismatch}, {@code zero_vector}, {@code not_finite} or {@code not_a_vector}.
     */
    public String code() {
        return code;
    }
}
