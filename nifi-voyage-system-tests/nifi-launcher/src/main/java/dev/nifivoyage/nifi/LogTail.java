/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.nifi;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/** The last lines of log files, for the exception of a failed start. */
final class LogTail {

    private LogTail() {}

    static String of(final int lines, final Path... files) {
        final StringBuilder tail = new StringBuilder();
        for (final Path file : files) {
            tail.append("--- ").append(file).append('\n');
            if (Files.exists(file)) {
                append(tail, lines, file);
            }
        }
        return tail.toString();
    }

    private static void append(final StringBuilder tail, final int lines, final Path file) {
        final Deque<String> last = new ArrayDeque<>(lines);
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (last.size() == lines) {
                    last.removeFirst();
                }
                last.addLast(line);
            }
        } catch (final MalformedInputException e) {
            last.addLast("(not UTF-8 from here on)");
        } catch (final IOException e) {
            last.addLast("(cannot be read: " + e + ")");
        }
        last.forEach(line -> tail.append(line).append('\n'));
    }
}
