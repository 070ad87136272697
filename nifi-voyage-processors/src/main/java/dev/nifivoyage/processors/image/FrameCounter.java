/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.image;

import java.io.IOException;
import java.util.OptionalLong;
import java.util.Set;
import javax.imageio.IIOException;

/**
 * Computes the pixels of all frames of a video from its header. Sources: ISO/IEC 14496-12, sections 8.3, 8.4, and 8.7;
 * Microsoft's AVI RIFF File Reference.
 */
final class FrameCounter {
    private static final Set<String> CONTAINERS = Set.of("moov", "trak", "mdia", "minf", "stbl");

    /** The number of samples is in the fifth of these containers. */
    private static final int MAXIMUM_DEPTH = 5;

    private final FileBytes file;
    private long trackPixels;
    private long pixels;

    private FrameCounter(final FileBytes file) {
        this.file = file;
    }

    static OptionalLong countPixels(final Video video) {
        final FrameCounter counter = new FrameCounter(new FileBytes(video.bytes()));
        try {
            switch (video.format()) {
                case MP4, MOV -> counter.readBoxes(0, video.bytes().length, MAXIMUM_DEPTH);
                case AVI -> counter.readAvi();
                default -> {
                    return OptionalLong.empty();
                }
            }
        } catch (final IOException e) {
            return OptionalLong.empty();
        }
        return counter.pixels > 0 ? OptionalLong.of(counter.pixels) : OptionalLong.empty();
    }

    private void readBoxes(final int start, final int end, final int depth) throws IOException {
        int at = start;
        while (end - at >= 8) {
            final String type = file.text(at + 4, 4);
            long length = file.bigInt(at);
            int header = 8;
            if (length == 1) {
                // 64 bits, of which a file in memory needs the lower ones
                length = file.bigInt(at + 12);
                header = 16;
            } else if (length == 0) {
                length = end - at;
            }
            if (length < header || length > end - at) {
                throw new IIOException("the box %s has %d bytes".formatted(type, length));
            }
            if (depth > 0 && CONTAINERS.contains(type)) {
                readBoxes(at + header, (int) (at + length), depth - 1);
            } else if (type.equals("tkhd")) {
                // the last two fields, in fixed point; 0 x 0 for sound
                trackPixels =
                        (file.bigInt((int) (at + length - 8)) >> 16) * (file.bigInt((int) (at + length - 4)) >> 16);
            } else if (type.equals("stsz")) {
                add(trackPixels, file.bigInt(at + header + 8));
            }
            at += (int) length;
        }
    }

    private void readAvi() throws IOException {
        // RIFF, size, AVI; LIST, size, hdrl; avih, size
        if (file.matches(12, "LIST") && file.matches(20, "hdrlavih")) {
            add(limit(file.littleInt(64)) * limit(file.littleInt(68)), file.littleInt(48));
        }
    }

    private void add(final long size, final long count) {
        pixels = limit(pixels + limit(size) * limit(count));
    }

    // so that no product overflows
    private static long limit(final long value) {
        return Math.min(Video.MAXIMUM_PIXELS, value);
    }
}
