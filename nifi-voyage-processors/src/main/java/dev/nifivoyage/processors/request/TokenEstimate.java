/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.request;

import java.nio.charset.StandardCharsets;

/**
 * Guesses the tokens of a text without Voyage's tokenizer: a token for three bytes of UTF-8, rounded up. English has about four bytes to a token,
 * other languages and code fewer, so the estimate is on the high side.
 */
public final class TokenEstimate {
    private static final int BYTES_PER_TOKEN = 3;

    /** No text has fewer tokens, but for very long words and white space. */
    private static final int MOST_BYTES_PER_TOKEN = 5;

    private TokenEstimate() {}

    public static long ofText(final String text) {
        return Math.ceilDiv(bytes(text), BYTES_PER_TOKEN);
    }

    /**
     * The fewest tokens that a text of so many bytes may have. What exceeds a limit by this count need not be sent; what does not may exceed it all the same.
     */
    static long fewestOfBytes(final long bytes) {
        return bytes / MOST_BYTES_PER_TOKEN;
    }

    /**
     * Bytes of a text in UTF-8.
     */
    static long bytes(final String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
