/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.image;

/**
 * An image as it is sent to Voyage. The limits, rates, and prices are from Voyage's documentation, Multimodal
 * Embeddings and Pricing.
 *
 * @param bytes the file, which is not copied and must not be changed
 * @param format the format of the file
 * @param width the width in pixels that the header declares, before the orientation of EXIF is applied
 * @param height the height in pixels
 */
public record Image(byte[] bytes, ImageFormat format, int width, int height) {
    /** Voyage accepts "16 million pixels". */
    public static final long MAXIMUM_PIXELS = 16_000_000;

    /** Voyage accepts "20 MB". It does not say which megabytes, so these are the smaller ones. */
    public static final int MAXIMUM_BYTES = 20_000_000;

    /** A smaller image is billed as if it had so many pixels. */
    public static final long MINIMUM_BILLED_PIXELS = 50_000;

    /** Voyage scales a larger image down to so many pixels, so sending more improves nothing. */
    public static final long MAXIMUM_BILLED_PIXELS = 2_000_000;

    /** So many pixels count as one token. */
    public static final long PIXELS_PER_TOKEN = 560;

    /** Returns the number of pixels. */
    public long pixels() {
        return (long) width * height;
    }

    /** Returns the number of pixels that Voyage bills. */
    public long billedPixels() {
        return Math.clamp(pixels(), MINIMUM_BILLED_PIXELS, MAXIMUM_BILLED_PIXELS);
    }

    /** Returns the number of tokens that the billed pixels count as, rounded up. */
    public long tokens() {
        return Math.ceilDiv(billedPixels(), PIXELS_PER_TOKEN);
    }

    /** Returns whether Voyage accepts so many pixels and bytes. */
    public boolean isWithinLimits() {
        return pixels() <= MAXIMUM_PIXELS && bytes.length <= MAXIMUM_BYTES;
    }

    String describeSize() {
        return "%d x %d = %,d pixels".formatted(width, height, pixels());
    }
}
