/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.media;

import java.nio.charset.StandardCharsets;

/**
 * Reads numbers and signatures from bytes. Numbers beyond the end are −1.
 */
record ByteScan(byte[] bytes) {

    int at(final int position) {
        return position >= 0 && position < bytes.length ? bytes[position] & 0xFF : -1;
    }

    boolean matches(final int position, final String latin1) {
        final byte[] wanted = latin1.getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < wanted.length; i++) {
            if (at(position + i) != (wanted[i] & 0xFF)) {
                return false;
            }
        }
        return true;
    }

    long bigEndian(final int position, final int count) {
        long number = 0;
        for (int i = 0; i < count; i++) {
            if (at(position + i) < 0) {
                return -1;
            }
            number = number << 8 | at(position + i);
        }
        return number;
    }

    long littleEndian(final int position) {
        final long number = bigEndian(position, Integer.BYTES);
        return number < 0 ? -1 : Integer.toUnsignedLong(Integer.reverseBytes((int) number));
    }
}
