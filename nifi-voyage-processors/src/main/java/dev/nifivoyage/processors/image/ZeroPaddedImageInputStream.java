/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.image;

import java.util.Arrays;
import javax.imageio.IIOException;
import javax.imageio.stream.ImageInputStreamImpl;

/**
 * The bytes of an image, and after them as many zeros as a decoder reads ahead. A read that begins after these fails,
 * and does not report the end of the stream: TwelveMonkeys' decoder of lossless WebP goes on at the end with the last
 * eight bytes, again and again, which never ends if they announce more to come.
 */
final class ZeroPaddedImageInputStream extends ImageInputStreamImpl {
    /** The decoder of lossless WebP keeps 64 bits; that of lossy WebP, 16. */
    private static final int PADDING = Long.BYTES;

    private final byte[] bytes;

    ZeroPaddedImageInputStream(final byte[] bytes) {
        this.bytes = bytes;
    }

    @Override
    public int read() throws IIOException {
        requireMore();
        bitOffset = 0;
        final int value = streamPos < bytes.length ? bytes[(int) streamPos] & 0xFF : 0;
        streamPos++;
        return value;
    }

    @Override
    public int read(final byte[] target, final int offset, final int length) throws IIOException {
        if (length == 0) {
            return 0;
        }

        requireMore();
        bitOffset = 0;
        final int count = (int) Math.min(length, bytes.length + PADDING - streamPos);
        final int copied = Math.clamp(bytes.length - streamPos, 0, count);
        if (copied > 0) {
            System.arraycopy(bytes, (int) streamPos, target, offset, copied);
        }
        Arrays.fill(target, offset + copied, offset + count, (byte) 0);
        streamPos += count;
        return count;
    }

    private void requireMore() throws IIOException {
        if (streamPos >= bytes.length + PADDING) {
            throw new IIOException("the file ends early");
        }
    }

    @Override
    public long length() {
        return bytes.length;
    }
}
