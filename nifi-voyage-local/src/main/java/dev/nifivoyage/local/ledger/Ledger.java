/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Each request that would be billed, in the order of billing: a file of JSON lines, of which only every thousandth
 * position is kept in memory. Thread-safe.
 */
public final class Ledger implements AutoCloseable {

    private static final int ENTRIES_PER_MARK = 1_000;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Path file;
    private OutputStream output;
    private LedgerTotals totals;
    private long written;
    private long[] marks;

    /**
     * Opens the ledger of earlier servers, or an empty one.
     *
     * @param limits number of entries of each batch that is not complete; the others belong to requests that are
     *     repeated, because the server ended before it kept their results
     */
    public Ledger(final Path file, final Map<String, Integer> limits) {
        this.file = file;
        final Path earlier = file.resolveSibling(file.getFileName() + ".earlier");
        try {
            // if a server was killed while it opened the ledger, the earlier one is still complete
            if (Files.exists(file) && !Files.exists(earlier)) {
                Files.move(file, earlier);
            }
            reset();
            if (Files.exists(earlier)) {
                copy(earlier, new HashMap<>(limits));
                output.flush();
                Files.delete(earlier);
            }
        } catch (final IOException e) {
            throw new UncheckedIOException("The ledger cannot be opened", e);
        }
    }

    private void copy(final Path earlier, final Map<String, Integer> left) throws IOException {
        try (BufferedReader lines = Files.newBufferedReader(earlier)) {
            String line;
            while ((line = lines.readLine()) != null) {
                final LedgerEntry entry;
                try {
                    entry = parse(line);
                } catch (final JsonProcessingException e) {
                    // the last line of a server that was killed
                    continue;
                }
                if (entry.realTime() || isLeft(entry.batchId(), left)) {
                    append(entry);
                }
            }
        }
    }

    private static boolean isLeft(final String batchId, final Map<String, Integer> left) {
        final Integer remaining = left.computeIfPresent(batchId, (id, entries) -> entries - 1);
        return remaining == null || remaining >= 0;
    }

    private static LedgerEntry parse(final String line) throws JsonProcessingException {
        final Object[] fields = MAPPER.readValue(line, Object[].class);
        return new LedgerEntry(
                (String) fields[0],
                (String) fields[1],
                (String) fields[2],
                (String) fields[3],
                (Integer) fields[4],
                // earlier versions wrote no pixels
                fields.length > 5 ? ((Number) fields[5]).longValue() : 0);
    }

    public void add(final LedgerEntry entry) {
        addAll(List.of(entry));
    }

    /**
     * Adds entries, which are on disk when this returns.
     */
    public synchronized void addAll(final List<LedgerEntry> entries) {
        entries.forEach(this::append);
        try {
            output.flush();
        } catch (final IOException e) {
            throw new UncheckedIOException("The ledger cannot be written", e);
        }
    }

    private void append(final LedgerEntry entry) {
        try {
            final int mark = Math.toIntExact(totals.requests() / ENTRIES_PER_MARK);
            if (totals.requests() % ENTRIES_PER_MARK == 0) {
                marks = mark < marks.length ? marks : Arrays.copyOf(marks, marks.length * 2);
                marks[mark] = written;
            }
            final byte[] line = MAPPER.writeValueAsBytes(new Object[] {
                entry.batchId(), entry.customId(), entry.endpoint(), entry.model(), entry.tokens(), entry.pixels()
            });
            output.write(line);
            output.write('\n');
            written += line.length + 1;
            totals = totals.plus(entry);
        } catch (final IOException e) {
            throw new UncheckedIOException("The ledger cannot be written", e);
        }
    }

    public synchronized LedgerTotals totals() {
        return totals;
    }

    /**
     * Some entries, from the oldest.
     *
     * @param offset number of entries to skip
     * @param limit maximum number of entries
     */
    public List<LedgerEntry> entries(final long offset, final int limit) {
        final List<LedgerEntry> entries = new ArrayList<>();
        read(offset, limit, entries::add);
        return entries;
    }

    /**
     * Hands over all entries from the oldest, one at a time.
     */
    public void forEach(final Consumer<LedgerEntry> consumer) {
        read(0, Long.MAX_VALUE, consumer);
    }

    public synchronized void reset() {
        try {
            close();
            output = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
            totals = LedgerTotals.NONE;
            written = 0;
            marks = new long[64];
        } catch (final IOException e) {
            throw new UncheckedIOException("Failed to create the ledger", e);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        if (output != null) {
            output.close();
        }
    }

    private synchronized void read(final long offset, final long limit, final Consumer<LedgerEntry> consumer) {
        if (offset >= totals.requests()) {
            return;
        }
        try {
            output.flush();
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
                channel.position(marks[Math.toIntExact(offset / ENTRIES_PER_MARK)]);
                final BufferedReader lines = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
                for (long skipped = offset % ENTRIES_PER_MARK; skipped > 0; skipped--) {
                    lines.readLine();
                }
                String line = lines.readLine();
                for (long given = 0; given < limit && line != null; given++) {
                    consumer.accept(parse(line));
                    line = lines.readLine();
                }
            }
        } catch (final IOException e) {
            throw new UncheckedIOException("The ledger cannot be read", e);
        }
    }
}
