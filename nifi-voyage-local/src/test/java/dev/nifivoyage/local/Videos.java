/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Videos, some of them without any frame.
 */
final class Videos {

    /** Microseconds: 25 frames per second. */
    private static final int FRAME_TIME = 40_000;

    private Videos() {}

    /**
     * An AVI. Source: the documentation of {@code AVIMAINHEADER} and {@code AVISTREAMHEADER}.
     */
    static byte[] avi(final int frames, final int width, final int height) {
        final byte[] main = little(FRAME_TIME, 0, 0, 0, frames, 0, 1, 0, width, height, 0, 0, 0, 0);
        final ByteBuffer stream = ByteBuffer.allocate(56).order(ByteOrder.LITTLE_ENDIAN);
        stream.put("vidsMJPG".getBytes(StandardCharsets.ISO_8859_1));
        stream.putInt(0).putInt(0).putInt(0).putInt(1).putInt(25).putInt(0).putInt(frames);
        final byte[] list = chunk("LIST", "strl", chunk("strh", "", stream.array()));
        final byte[] header = chunk("LIST", "hdrl", join(chunk("avih", "", main), list));
        return chunk("RIFF", "AVI ", join(header, chunk("LIST", "movi", new byte[4])));
    }

    /**
     * An MP4 without a header that tells its pixels.
     */
    static byte[] mp4() {
        return ByteBuffer.allocate(24)
                .putInt(24)
                .put("ftypisom".getBytes(StandardCharsets.ISO_8859_1))
                .array();
    }

    private static byte[] chunk(final String name, final String form, final byte[] content) {
        final byte[] formBytes = form.getBytes(StandardCharsets.ISO_8859_1);
        return ByteBuffer.allocate(8 + formBytes.length + content.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(name.getBytes(StandardCharsets.ISO_8859_1))
                .putInt(formBytes.length + content.length)
                .put(formBytes)
                .put(content)
                .array();
    }

    private static byte[] little(final int... numbers) {
        final ByteBuffer buffer =
                ByteBuffer.allocate(numbers.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (final int number : numbers) {
            buffer.putInt(number);
        }
        return buffer.array();
    }

    private static byte[] join(final byte[] first, final byte[] second) {
        return ByteBuffer.allocate(first.length + second.length)
                .put(first)
                .put(second)
                .array();
    }
}
