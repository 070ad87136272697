/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.record;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * JSON that is so long that each copy takes time.
 */
public interface LongText {

    /**
     * Returns the approximate number of bytes that it keeps in memory.
     */
    int size();

    /**
     * Writes the JSON in ASCII.
     */
    void writeTo(OutputStream output) throws IOException;

    /**
     * Returns the JSON as a string.
     */
    default String inFull() {
        final ByteArrayOutputStream ascii = new ByteArrayOutputStream(size());
        try {
            writeTo(ascii);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        return ascii.toString(StandardCharsets.ISO_8859_1);
    }
}
