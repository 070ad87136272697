/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/**
 * A stream whose bytes are kept in a temporary file as they are read.
 */
final class KeptStream extends InputStream {
    private final InputStream input;
    private final SpillFile spill;

    KeptStream(final InputStream input, final SpillFile spill) {
        this.input = input;
        this.spill = spill;
    }

    @Override
    public int read() throws IOException {
        final byte[] single = new byte[1];
        return read(single, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(single[0]);
    }

    @Override
    public int read(final byte[] bytes, final int offset, final int length) throws IOException {
        final int count = input.read(bytes, offset, length);
        if (count > 0) {
            spill.append(ByteBuffer.wrap(bytes, offset, count));
        }
        return count;
    }

    @Override
    public void close() throws IOException {
        input.close();
    }
}
