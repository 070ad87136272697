/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.image;

/**
 * A video as it is sent to Voyage, which accepts it for voyage-multimodal-3.5 only. The limits and rates are from
 * Voyage's documentation, Multimodal Embeddings.
 *
 * @param bytes the file, which is not copied and must not be changed
 * @param format the format of the file
 */
public record Video(byte[] bytes, VideoFormat format) {
    /** Voyage accepts "20 MB". It does not say which megabytes, so these are the smaller ones. */
    public static final int MAXIMUM_BYTES = 20_000_000;

    /** So many pixels of all frames count as one token. */
    public static final long PIXELS_PER_TOKEN = 1120;

    /** Pixels of the largest video that fits into an input, which has 32,000 tokens. */
    public static final long MAXIMUM_PIXELS = 32_000 * PIXELS_PER_TOKEN;

    /**
     * Returns the pixels of all frames, at most {@link #MAXIMUM_PIXELS}. That is also the estimate if the number of
     * frames cannot be read: of WebM and Matroska, fragmented MP4, and damaged files.
     */
    public long estimatedPixels() {
        return Math.min(MAXIMUM_PIXELS, FrameCounter.countPixels(this).orElse(MAXIMUM_PIXELS));
    }
}
