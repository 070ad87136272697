/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.media;

/**
 * The limits and prices of media. Source: Voyage's documentation of multimodal embeddings, October 2026.
 */
public final class MediaLimits {

    /** Bytes of an image or video, before base64; "20 MB". */
    public static final int MAXIMUM_BYTES = 20_000_000;

    /** Width times height of an image. */
    static final long MAXIMUM_IMAGE_PIXELS = 16_000_000;

    /** Pixels of a token of an image. */
    public static final int IMAGE_PIXELS_PER_TOKEN = 560;

    /** Pixels of a token of a video. */
    public static final int VIDEO_PIXELS_PER_TOKEN = 1_120;

    /** All pixels of a video that fit into the context of 32,000 tokens. */
    static final long MAXIMUM_VIDEO_PIXELS = 32_000L * VIDEO_PIXELS_PER_TOKEN;

    private static final long LEAST_BILLED = 50_000;
    private static final long MOST_BILLED = 2_000_000;

    private MediaLimits() {}

    /**
     * Returns the pixels for which an image is billed: Voyage enlarges smaller images to 50,000 pixels and reduces
     * larger ones to 2,000,000. The documentation leaves open whether tokens and {@code usage} count these pixels or
     * those of the original; that they count these is an assumption.
     */
    static long billed(final long pixels) {
        return Math.clamp(pixels, LEAST_BILLED, MOST_BILLED);
    }

    static void checkBytes(final long bytes) {
        if (bytes == 0) {
            throw new MediaException("it is empty");
        }
        if (bytes > MAXIMUM_BYTES) {
            throw new MediaException("it has " + bytes + " bytes, but the max allowed is " + MAXIMUM_BYTES);
        }
    }
}
