/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.media;

/**
 * Finds the end of an image, because decoders accept images that are cut off. Sources: the PNG specification, ISO
 * 10918-1 (JPEG), the GIF89a specification, and the WebP container specification.
 */
final class ImageEnd {

    private static final int PNG_HEADER = 8;
    private static final int PNG_CHUNK_FRAME = 12;
    private static final int GIF_HEADER = 13;
    private static final int GIF_IMAGE_HEADER = 10;
    private static final int RIFF_HEADER = 8;
    private static final int JPEG_END = 0xD9;
    private static final int JPEG_SCAN = 0xDA;

    private final ByteScan scan;

    ImageEnd(final byte[] bytes) {
        scan = new ByteScan(bytes);
    }

    /**
     * Returns false if the image is cut off.
     */
    boolean isPresent(final MediaFormat format) {
        return switch (format) {
            case PNG -> hasPngEnd();
            case JPEG -> hasJpegEnd();
            case GIF -> hasGifEnd();
            case WEBP -> {
                final long size = scan.littleEndian(4);
                yield size > 0 && size + RIFF_HEADER <= scan.bytes().length;
            }
            default -> true;
        };
    }

    private boolean hasPngEnd() {
        int position = PNG_HEADER;
        while (true) {
            final long length = scan.bigEndian(position, Integer.BYTES);
            if (length < 0 || length > scan.bytes().length - position - PNG_CHUNK_FRAME) {
                return false;
            }
            if (scan.matches(position + Integer.BYTES, "IEND")) {
                return true;
            }
            position += PNG_CHUNK_FRAME + (int) length;
        }
    }

    private boolean hasJpegEnd() {
        int position = 2;
        while (scan.at(position) >= 0) {
            final int marker = scan.at(position) == 0xFF ? scan.at(position + 1) : 0;
            if (marker == JPEG_END) {
                return true;
            }
            if (marker == 0 || marker == 0xFF || marker >= 0xD0 && marker <= 0xD7) {
                // fill bytes, restart markers, and the compressed data after the header of a scan
                position++;
            } else if (marker < 0) {
                return false;
            } else {
                final int length = (int) scan.bigEndian(position + 2, 2);
                if (length < 2) {
                    return false;
                }
                position += 2 + length;
                if (marker == JPEG_SCAN) {
                    position = nextMarker(position);
                }
            }
        }
        return false;
    }

    private int nextMarker(final int start) {
        int position = start;
        while (scan.at(position) >= 0 && !(scan.at(position) == 0xFF && scan.at(position + 1) >= 0xC0)) {
            position++;
        }
        return position;
    }

    private boolean hasGifEnd() {
        int position = GIF_HEADER + colors(10);
        while (true) {
            switch (scan.at(position)) {
                case ';' -> {
                    return true;
                }
                case '!' -> position = afterBlocks(position + 2);
                case ',' -> position = afterBlocks(position + GIF_IMAGE_HEADER + colors(position + 9) + 1);
                default -> {
                    return false;
                }
            }
        }
    }

    /** Returns the bytes of the color table that a field of flags announces. */
    private int colors(final int flagsPosition) {
        final int flags = scan.at(flagsPosition);
        return flags >= 0 && (flags & 0x80) != 0 ? 3 * (2 << (flags & 7)) : 0;
    }

    private int afterBlocks(final int start) {
        int position = start;
        while (scan.at(position) > 0) {
            position += scan.at(position) + 1;
        }
        return position + 1;
    }
}
