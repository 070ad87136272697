/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.record;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * Watches JSON while it is read, for values between records: NiFi's JSON readers silently skip such a value together
 * with the following record.
 *
 * <p>Inspects each byte once, even if it is read again after a reset. Ignores content other than JSON in UTF-8. Strings
 * are scanned 32 or 8 bytes at a time (SWAR: SIMD within a register) with the zero-byte test of Mycroft. Source:
 * Hacker's Delight, section 6-1. Not thread-safe.</p>
 */
final class JsonWatch extends FilterInputStream {
    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long LOWEST_BITS = 0x0101010101010101L;
    private static final long HIGHEST_BITS = 0x8080808080808080L;
    private static final long QUOTES = LOWEST_BITS * '"';
    private static final long BACKSLASHES = LOWEST_BITS * '\\';

    private State state = State.START;
    private long position;
    private long marked;
    private long seen;
    private long records;
    private int depth;
    private boolean escaped;
    private boolean hasNull;
    private String finding;

    JsonWatch(final InputStream content) {
        super(content);
    }

    /**
     * Describes what a JSON reader skips in the content so far, or returns empty if there is nothing but nulls.
     */
    Optional<String> finding() {
        return Optional.ofNullable(finding);
    }

    @Override
    public int read() throws IOException {
        final byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(final byte[] buffer, final int offset, final int length) throws IOException {
        final int read = super.read(buffer, offset, length);
        if (read > 0) {
            final long first = position;
            position += read;
            if (position > seen && state != State.DONE) {
                look(buffer, offset + (int) (seen - first), offset + read);
                seen = position;
            }
        }

        return read;
    }

    @Override
    public long skip(final long count) throws IOException {
        final long skipped = super.skip(count);
        position += skipped;
        if (position > seen) {
            state = State.DONE;
        }
        return skipped;
    }

    @Override
    public void mark(final int limit) {
        super.mark(limit);
        marked = position;
    }

    @Override
    public void reset() throws IOException {
        super.reset();
        position = marked;
    }

    private void look(final byte[] bytes, final int from, final int to) {
        int at = from;
        while (at < to) {
            at = switch (state) {
                case START, BETWEEN -> between(bytes, at);
                case NULL -> literal(bytes, at);
                case RECORD -> record(bytes, at, to);
                case TEXT -> text(bytes, at, to);
                case DONE -> to;
            };
        }
    }

    private int between(final byte[] bytes, final int at) {
        switch (bytes[at]) {
            case ' ', '\t', '\r', '\n', ',', '[', ']' -> {
                // between records, at any depth of arrays
            }
            case '{' -> {
                records++;
                depth = 1;
                state = State.RECORD;
                if (hasNull) {
                    find("a null before record %d".formatted(records));
                }
                return at + 1;
            }
            case 'n' -> {
                hasNull = true;
                state = State.NULL;
                return at + 1;
            }
            case '"' -> find("a text " + place());
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> find("a number " + place());
            case 't', 'f' -> find("a boolean " + place());
            // a byte order mark
            case (byte) 0xEF, (byte) 0xBB, (byte) 0xBF -> {
                if (state != State.START) {
                    state = State.DONE;
                }
                return at + 1;
            }
            default -> state = State.DONE;
        }
        if (state == State.START) {
            state = State.BETWEEN;
        }

        return at + 1;
    }

    private String place() {
        return records == 0 ? "before the first record" : "after record %d".formatted(records);
    }

    private void find(final String what) {
        finding = what;
        state = State.DONE;
    }

    private int literal(final byte[] bytes, final int at) {
        if (Character.isLetter(bytes[at])) {
            return at + 1;
        }

        state = State.BETWEEN;
        return at;
    }

    // the hot path: nearly all bytes are in records, and most of them in strings
    private int record(final byte[] bytes, final int from, final int to) {
        int at = from;
        while (at < to) {
            final byte next = bytes[at++];
            if (next == '"') {
                at = text(bytes, at, to);
            } else if (next == '{') {
                depth++;
            } else if (next == '}' && --depth == 0) {
                state = State.BETWEEN;
                return at;
            }
        }

        return at;
    }

    private int text(final byte[] bytes, final int from, final int to) {
        int at = from;
        if (escaped) {
            escaped = false;
            at++;
        }
        while (at + 4 * Long.BYTES <= to
                && (quotesAndBackslashes((long) EIGHT_BYTES.get(bytes, at))
                                | quotesAndBackslashes((long) EIGHT_BYTES.get(bytes, at + Long.BYTES))
                                | quotesAndBackslashes((long) EIGHT_BYTES.get(bytes, at + 2 * Long.BYTES))
                                | quotesAndBackslashes((long) EIGHT_BYTES.get(bytes, at + 3 * Long.BYTES)))
                        == 0) {
            at += 4 * Long.BYTES;
        }
        while (at < to) {
            if (at + Long.BYTES <= to) {
                final long found = quotesAndBackslashes((long) EIGHT_BYTES.get(bytes, at));
                at += Long.numberOfTrailingZeros(found) / Byte.SIZE;
                if (found == 0) {
                    continue;
                }
            }
            final byte next = bytes[at++];
            if (next == '"') {
                state = State.RECORD;
                return at;
            }
            if (next == '\\') {
                escaped = at == to;
                at++;
            }
        }
        state = State.TEXT;

        return to;
    }

    // the lowest set bit is in the first match
    private static long quotesAndBackslashes(final long bytes) {
        return (zeros(bytes ^ QUOTES) | zeros(bytes ^ BACKSLASHES)) & HIGHEST_BITS;
    }

    private static long zeros(final long bytes) {
        return bytes - LOWEST_BITS & ~bytes;
    }

    private enum State {
        START,
        BETWEEN,
        NULL,
        RECORD,
        TEXT,
        DONE
    }
}
