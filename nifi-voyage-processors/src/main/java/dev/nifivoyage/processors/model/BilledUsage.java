/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.model;

/**
 * What Voyage bills: texts by their tokens, images and videos by their pixels.
 *
 * @param tokens of texts
 * @param pixels of images and videos
 */
public record BilledUsage(long tokens, long pixels) {
    public static final BilledUsage NONE = new BilledUsage(0, 0);

    /**
     * Returns the usage of texts.
     */
    public static BilledUsage ofTokens(final long tokens) {
        return new BilledUsage(tokens, 0);
    }

    public BilledUsage plus(final BilledUsage other) {
        return new BilledUsage(tokens + other.tokens, pixels + other.pixels);
    }

    /**
     * Returns the difference, but nothing negative.
     */
    public BilledUsage minus(final BilledUsage other) {
        return new BilledUsage(Math.max(0, tokens - other.tokens), Math.max(0, pixels - other.pixels));
    }
}
