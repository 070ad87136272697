/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.http;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Part of a file, as a {@code Range} header asks for it: {@code bytes=100-199}, {@code bytes=100-} or
 * {@code bytes=-100}.
 *
 * @param from first byte
 * @param to byte after the last; not after {@code from} when the file has no such part
 */
record ByteRange(long from, long to) {

    private static final Pattern SHAPE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

    /**
     * Returns the range; empty without a header, or with one that requests anything except for one range. The whole
     * file is sent then.
     */
    static Optional<ByteRange> parse(final String header, final long size) {
        final Matcher matcher = SHAPE.matcher(header == null ? "" : header.strip());
        if (!matcher.matches() || matcher.group(1).isEmpty() && matcher.group(2).isEmpty()) {
            return Optional.empty();
        }
        if (matcher.group(1).isEmpty()) {
            return Optional.of(new ByteRange(Math.max(0, size - Long.parseLong(matcher.group(2))), size));
        }
        final long from = Long.parseLong(matcher.group(1));
        if (matcher.group(2).isEmpty()) {
            return Optional.of(new ByteRange(from, size));
        }
        final long last = Long.parseLong(matcher.group(2));
        return last < from ? Optional.empty() : Optional.of(new ByteRange(from, Math.min(size, last + 1)));
    }

    long length() {
        return to - from;
    }
}
