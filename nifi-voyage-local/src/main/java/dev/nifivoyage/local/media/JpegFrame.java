/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.media;

/**
 * The kind of a JPEG file. Source: ITU-T T.81, table B.1.
 */
final class JpegFrame {

    private static final int FIRST_FRAME = 0xC0;
    private static final int LAST_FRAME = 0xCF;
    private static final int PROGRESSIVE = 0xC2;
    private static final int HUFFMAN_TABLE = 0xC4;

    private JpegFrame() {}

    /**
     * Returns whether the first frame is lossless, hierarchical, or has arithmetic coding. Decoders of those allocate
     * all pixels that the header declares, or do not exist in Java.
     */
    static boolean isRare(final byte[] bytes) {
        final ByteScan scan = new ByteScan(bytes);
        int position = 2;
        while (scan.at(position) == 0xFF) {
            final int marker = scan.at(position + 1);
            if (marker >= FIRST_FRAME && marker <= LAST_FRAME && marker != HUFFMAN_TABLE) {
                return marker > PROGRESSIVE;
            }
            final long length = scan.bigEndian(position + 2, Short.BYTES);
            if (length < Short.BYTES) {
                return false;
            }
            position += 2 + (int) length;
        }
        return false;
    }
}
