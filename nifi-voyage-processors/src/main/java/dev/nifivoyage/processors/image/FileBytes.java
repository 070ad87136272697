/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.image;

import java.io.EOFException;
import java.nio.charset.StandardCharsets;

/**
 * Reads numbers and signatures from a file in memory.
 */
record FileBytes(byte[] bytes) {

    int length() {
        return bytes.length;
    }

    /** Returns whether the Latin-1 characters of a signature are at an offset. */
    boolean matches(final int offset, final String signature) {
        if (offset < 0 || bytes.length - offset < signature.length()) {
            return false;
        }
        for (int i = 0; i < signature.length(); i++) {
            if ((bytes[offset + i] & 0xFF) != signature.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    String text(final int offset, final int length) throws EOFException {
        require(offset, length);
        return new String(bytes, offset, length, StandardCharsets.ISO_8859_1);
    }

    int unsignedByte(final int offset) throws EOFException {
        require(offset, 1);
        return bytes[offset] & 0xFF;
    }

    int bigShort(final int offset) throws EOFException {
        return unsignedByte(offset) << 8 | unsignedByte(offset + 1);
    }

    long bigInt(final int offset) throws EOFException {
        return (long) bigShort(offset) << 16 | bigShort(offset + 2);
    }

    int littleShort(final int offset) throws EOFException {
        return unsignedByte(offset) | unsignedByte(offset + 1) << 8;
    }

    int littleMedium(final int offset) throws EOFException {
        return littleShort(offset) | unsignedByte(offset + 2) << 16;
    }

    long littleInt(final int offset) throws EOFException {
        return littleShort(offset) | (long) littleShort(offset + 2) << 16;
    }

    private void require(final int offset, final int length) throws EOFException {
        if (offset < 0 || length < 0 || bytes.length - offset < length) {
            throw new EOFException("the file ends after %,d bytes".formatted(bytes.length));
        }
    }
}
