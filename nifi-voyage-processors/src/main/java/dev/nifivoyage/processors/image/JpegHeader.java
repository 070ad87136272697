/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.image;

import java.io.EOFException;

/**
 * What the markers of a JPEG file say about the effort of decoding it. Source: ITU-T T.81, table B.1.
 *
 * @param frameType 0 baseline, 1 extended, 2 progressive, others are lossless, hierarchical, or have arithmetic coding;
 *     {@value #NO_FRAME} if there is none
 * @param scans number of times that a decoder passes over the image
 */
record JpegHeader(int frameType, int scans) {
    private static final int NO_FRAME = -1;
    private static final int PROGRESSIVE = 2;
    /** Files have about ten; decoding thousands takes hours. */
    private static final int MAXIMUM_SCANS = 100;

    private static final int MARKER = 0xFF;
    private static final int FIRST_FRAME = 0xC0;
    private static final int LAST_FRAME = 0xCF;
    private static final int HUFFMAN_TABLE = 0xC4;
    private static final int RESERVED = 0xC8;
    private static final int ARITHMETIC_TABLE = 0xCC;
    private static final int FIRST_RESTART = 0xD0;
    private static final int START = 0xD8;
    private static final int END = 0xD9;
    private static final int SCAN = 0xDA;

    /**
     * Reads the markers of a JPEG file up to the end of the image or of the file; other formats have none.
     */
    static JpegHeader of(final Image image) {
        return image.format() == ImageFormat.JPEG ? read(image.bytes()) : new JpegHeader(NO_FRAME, 0);
    }

    private static JpegHeader read(final byte[] bytes) {
        final FileBytes file = new FileBytes(bytes);
        int frameType = NO_FRAME;
        int scans = 0;
        try {
            int position = 0;
            while (true) {
                // entropy-coded data, and what is damaged, is skipped
                if (file.unsignedByte(position) != MARKER) {
                    position++;
                    continue;
                }
                final int marker = file.unsignedByte(position + 1);
                if (marker == END) {
                    return new JpegHeader(frameType, scans);
                }
                if (isFrame(marker)) {
                    frameType = marker - FIRST_FRAME;
                } else if (marker == SCAN) {
                    scans++;
                }
                position += hasLength(marker) ? 2 + file.bigShort(position + 2) : marker == MARKER ? 1 : 2;
            }
        } catch (final EOFException e) {
            return new JpegHeader(frameType, scans);
        }
    }

    /**
     * Returns whether decoders for these types of frames are asked to read it.
     */
    boolean isCommon() {
        return frameType <= PROGRESSIVE;
    }

    boolean hasTooManyScans() {
        return scans > MAXIMUM_SCANS;
    }

    private static boolean isFrame(final int marker) {
        return marker >= FIRST_FRAME
                && marker <= LAST_FRAME
                && marker != HUFFMAN_TABLE
                && marker != RESERVED
                && marker != ARITHMETIC_TABLE;
    }

    private static boolean hasLength(final int marker) {
        return marker >= FIRST_FRAME && (marker < FIRST_RESTART || marker > START) && marker != MARKER;
    }
}
