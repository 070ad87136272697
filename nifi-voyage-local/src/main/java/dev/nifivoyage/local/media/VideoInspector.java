/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.media;

import com.drew.imaging.ImageMetadataReader;
import com.drew.imaging.ImageProcessingException;
import com.drew.metadata.Directory;
import com.drew.metadata.Metadata;
import com.drew.metadata.mov.QuickTimeDirectory;
import com.drew.metadata.mov.media.QuickTimeVideoDirectory;
import com.drew.metadata.mp4.Mp4Directory;
import com.drew.metadata.mp4.media.Mp4VideoDirectory;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.zip.CRC32C;

/**
 * Reads what the header of a video says about its pixels; nothing is decoded.
 */
final class VideoInspector {

    /** The pixels of a video whose header does not tell them, such as any WebM: 10,000 tokens. An assumption. */
    static final long UNKNOWN_PIXELS = 10_000L * MediaLimits.VIDEO_PIXELS_PER_TOKEN;

    private static final int AVI_HEADER = 32;

    private VideoInspector() {}

    static ContentPart.Video inspect(final byte[] bytes, final MediaFormat format) {
        final CRC32C checksum = new CRC32C();
        checksum.update(bytes);
        return new ContentPart.Video(checksum.getValue() << 32 | bytes.length, pixels(bytes, format));
    }

    private static long pixels(final byte[] bytes, final MediaFormat format) {
        final double pixels;
        try {
            pixels = format == MediaFormat.AVI
                    ? aviPixels(new ByteScan(bytes))
                    : pixels(ImageMetadataReader.readMetadata(new ByteArrayInputStream(bytes)));
        } catch (final ImageProcessingException | IOException | RuntimeException e) {
            return UNKNOWN_PIXELS;
        }
        return pixels >= 1 ? (long) Math.min(pixels, MediaLimits.MAXIMUM_VIDEO_PIXELS) : UNKNOWN_PIXELS;
    }

    /** Reads AVIMAINHEADER, whose place is fixed, because the library reads only the whole seconds of an AVI. */
    private static double aviPixels(final ByteScan scan) {
        return scan.matches(AVI_HEADER - 8, "avih") && scan.littleEndian(AVI_HEADER + 36) >= 0
                ? (double) scan.littleEndian(AVI_HEADER + 16)
                        * scan.littleEndian(AVI_HEADER + 32)
                        * scan.littleEndian(AVI_HEADER + 36)
                : 0;
    }

    /** Returns frames × width × height, or 0 or NaN if one of them is unknown. */
    private static double pixels(final Metadata metadata) {
        final Mp4VideoDirectory mp4 = metadata.getFirstDirectoryOfType(Mp4VideoDirectory.class);
        if (mp4 != null) {
            return number(metadata.getFirstDirectoryOfType(Mp4Directory.class), Mp4Directory.TAG_DURATION)
                    / number(metadata.getFirstDirectoryOfType(Mp4Directory.class), Mp4Directory.TAG_TIME_SCALE)
                    * number(mp4, Mp4VideoDirectory.TAG_FRAME_RATE)
                    * number(mp4, Mp4VideoDirectory.TAG_WIDTH)
                    * number(mp4, Mp4VideoDirectory.TAG_HEIGHT);
        }
        final QuickTimeVideoDirectory movie = metadata.getFirstDirectoryOfType(QuickTimeVideoDirectory.class);
        return movie == null
                ? 0
                : number(metadata.getFirstDirectoryOfType(QuickTimeDirectory.class), QuickTimeDirectory.TAG_DURATION)
                        / number(
                                metadata.getFirstDirectoryOfType(QuickTimeDirectory.class),
                                QuickTimeDirectory.TAG_TIME_SCALE)
                        * number(movie, QuickTimeVideoDirectory.TAG_FRAME_RATE)
                        * number(movie, QuickTimeVideoDirectory.TAG_WIDTH)
                        * number(movie, QuickTimeVideoDirectory.TAG_HEIGHT);
    }

    private static double number(final Directory directory, final int tag) {
        final Double number = directory == null ? null : directory.getDoubleObject(tag);
        return number == null ? 0 : number;
    }
}
