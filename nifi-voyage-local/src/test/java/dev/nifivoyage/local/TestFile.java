/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * Images and videos that Java cannot write.
 *
 * <ul>
 *   <li>{@code red.mp4}, {@code red.mov}: two seconds of red, 64 × 48 pixels, 10 frames per second
 *   <li>{@code landscape.webp}: {@link Images#landscape} at 0.5, lossy
 *   <li>{@code animated.webp}, {@code animated.gif}: the same as the first frame, and a red one
 *   <li>{@code screenshot.png}, {@code screenshot.webp}: a flow in NiFi, 200 × 150 pixels; the second is lossy and
 *       animated
 * </ul>
 */
final class TestFile {

    private TestFile() {}

    static byte[] read(final String name) {
        try (InputStream file = TestFile.class.getResourceAsStream(name)) {
            return file.readAllBytes();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
