/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.record.output;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class FullBlockStreamTest {
    private static final int BLOCK = 64;

    @Test
    void writesFullBlocksWhateverItGets() throws IOException {
        final Random random = new Random(11);
        for (int run = 0; run < 500; run++) {
            final byte[] content = new byte[random.nextInt(20 * BLOCK)];
            random.nextBytes(content);
            final BlockRecorder recorder = new BlockRecorder();
            try (FullBlockStream stream = new FullBlockStream(recorder, BLOCK)) {
                int at = 0;
                while (at < content.length) {
                    if (random.nextInt(4) == 0) {
                        stream.write(content[at++]);
                    } else {
                        final int length =
                                Math.min(content.length - at, random.nextInt(random.nextBoolean() ? 5 : 4 * BLOCK));
                        stream.write(content, at, length);
                        at += length;
                    }
                }
            }

            assertArrayEquals(content, recorder.toByteArray());
            final List<Integer> full = recorder.sizes.subList(0, content.length / BLOCK);
            assertTrue(Set.of(BLOCK).containsAll(full), recorder.sizes.toString());
            assertEquals((content.length + BLOCK - 1) / BLOCK, recorder.sizes.size());
        }
    }

    private static final class BlockRecorder extends ByteArrayOutputStream {
        private final List<Integer> sizes = new ArrayList<>();

        @Override
        public synchronized void write(final byte[] bytes, final int offset, final int length) {
            super.write(bytes, offset, length);
            sizes.add(length);
        }
    }
}
