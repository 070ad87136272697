/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.request;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Estimates the tokens of a text without Voyage's tokenizer: one for every three bytes of UTF-8, rounded up. English
 * has about four bytes per token, other languages and code fewer, so the estimate tends to be high.
 */
public final class TokenEstimate {
    private static final int BYTES_PER_TOKEN = 3;

    /** No text has fewer tokens, except for very long words and white space. */
    private static final int MOST_BYTES_PER_TOKEN = 5;

    private TokenEstimate() {}

    public static long ofText(final String text) {
        return ofBytes(bytes(text));
    }

    /**
     * Divides the tokens of a request among its texts in proportion to their estimates. The shares add up.
     */
    public static int[] shares(final List<String> texts, final long tokens) {
        return shares(texts.stream().mapToLong(TokenEstimate::ofText).toArray(), tokens);
    }

    /**
     * Divides the tokens of a request among its inputs in proportion to estimates, or evenly if all of them are 0. The
     * shares add up.
     */
    public static int[] shares(final long[] inputs, final long tokens) {
        final boolean isEven = LongStream.of(inputs).sum() == 0;
        final long[] estimates = isEven ? LongStream.of(inputs).map(none -> 1).toArray() : inputs;
        final long estimate = LongStream.of(estimates).sum();
        final int[] shares = new int[estimates.length];
        long estimatedSoFar = 0;
        long sharedSoFar = 0;
        for (int i = 0; i < shares.length; i++) {
            estimatedSoFar += estimates[i];
            final long share = Math.round((double) tokens * estimatedSoFar / estimate) - sharedSoFar;
            sharedSoFar += share;
            // a number that no usage can have must not fail a billed response
            shares[i] = (int) Math.min(share, Integer.MAX_VALUE);
        }

        return shares;
    }

    /**
     * Returns the estimated tokens of a text with so many bytes in UTF-8.
     */
    public static long ofBytes(final long bytes) {
        return Math.ceilDiv(bytes, BYTES_PER_TOKEN);
    }

    /**
     * Returns the most bytes in UTF-8 of a text with so many estimated tokens.
     */
    public static long mostBytes(final long tokens) {
        return tokens * BYTES_PER_TOKEN;
    }

    /**
     * Returns the minimum number of tokens in a text. A text that exceeds a limit by this number need not be sent;
     * others may still exceed it.
     */
    static long fewestOfBytes(final long bytes) {
        return bytes / MOST_BYTES_PER_TOKEN;
    }

    /**
     * Returns the number of bytes of a text in UTF-8.
     */
    public static long bytes(final String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
