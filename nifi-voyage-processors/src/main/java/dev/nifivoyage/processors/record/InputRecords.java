/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.record;

import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.schema.access.SchemaNotFoundException;
import org.apache.nifi.serialization.MalformedRecordException;
import org.apache.nifi.serialization.RecordReader;
import org.apache.nifi.serialization.RecordReaderFactory;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordSchema;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The records of a FlowFile or file, in order. Texts that the reader converts to other types are read a second time
 * without conversions.
 */
public final class InputRecords implements Closeable {
    private final Source source;
    private final ComponentLog logger;
    private RecordReader reader;
    private JsonWatch content;
    private boolean isProbed;
    /** Whether the reader drops values without a field, which records of CSV are rejected for. */
    private boolean dropsSurplus = true;

    private final Set<List<String>> convertedTexts = new LinkedHashSet<>();
    private long number;
    private RawRecords raw;

    /**
     * Opens the records of a source.
     */
    public InputRecords(final Source source, final ComponentLog logger)
            throws IOException, MalformedRecordException, SchemaNotFoundException {
        this.source = source;
        this.logger = logger;
        open();
    }

    private void open() throws IOException, MalformedRecordException, SchemaNotFoundException {
        content = new JsonWatch(source.content());
        try {
            reader = source.reader(content);
        } catch (final IOException | MalformedRecordException | SchemaNotFoundException | RuntimeException e) {
            content.close();
            throw e;
        } catch (final StackOverflowError e) {
            content.close();
            throw UnreadableContentException.nestedTooDeeply(0);
        }
    }

    /**
     * Opens the records of a FlowFile.
     */
    public static InputRecords of(
            final ProcessSession session,
            final FlowFile flowFile,
            final RecordReaderFactory readerFactory,
            final ComponentLog logger)
            throws IOException, MalformedRecordException, SchemaNotFoundException {
        return new InputRecords(source(session, flowFile, readerFactory, logger), logger);
    }

    /**
     * Returns the source of the records of a FlowFile.
     */
    public static Source source(
            final ProcessSession session,
            final FlowFile flowFile,
            final RecordReaderFactory readerFactory,
            final ComponentLog logger) {
        return new Source() {
            private FlowFile copy;

            @Override
            public InputStream content() {
                return session.read(flowFile);
            }

            @Override
            public InputStream copy() {
                // a session allows one reader per FlowFile
                copy = session.clone(flowFile);
                return session.read(copy);
            }

            @Override
            public void close() {
                if (copy != null) {
                    session.remove(copy);
                }
            }

            @Override
            public RecordReader reader(final InputStream content)
                    throws IOException, MalformedRecordException, SchemaNotFoundException {
                return readerFactory.createRecordReader(flowFile, content, logger);
            }
        };
    }

    /**
     * A source of records.
     */
    public interface Source {

        /**
         * Opens the content.
         */
        InputStream content() throws IOException;

        /**
         * Opens the content for the second reading; called at most once, while the first is closed.
         */
        default InputStream copy() throws IOException {
            return content();
        }

        /**
         * Releases resources after all readers are closed.
         */
        default void close() throws IOException {
            // nothing to release for a file
        }

        /**
         * Creates a reader for the content.
         */
        RecordReader reader(InputStream content) throws IOException, MalformedRecordException, SchemaNotFoundException;
    }

    /**
     * Returns the schema of the reader.
     */
    public RecordSchema schema() throws MalformedRecordException {
        return reader.getSchema();
    }

    /**
     * Returns whether no record was read so far.
     */
    public boolean isEmpty() {
        return number == 0;
    }

    /**
     * Returns the number of records that were read so far.
     */
    public long number() {
        return number;
    }

    /**
     * Returns the next record, or null at the end.
     *
     * @throws MalformedRecordException also if the reader silently skips records
     */
    public InputRecord next() throws IOException, MalformedRecordException {
        final Record record = read();
        if (!isProbed && content.finding().isPresent()) {
            isProbed = true;
            if (skips()) {
                throw new MalformedRecordException(
                        "The JSON content contains %s, which is not a record. The Record Reader would skip it together with the following record. Remove it"
                                .formatted(content.finding().orElseThrow()));
            }
        }
        if (record == null) {
            return null;
        }

        number++;
        final long own = number;
        return new InputRecord(
                record, own, () -> raw(own, record.isTypeChecked()), location -> convertedTexts.add(location.names()));
    }

    // readers of CSV and Excel check types; those of typed formats do not
    private Record read() throws IOException, MalformedRecordException {
        final Record record = reader.nextRecord(true, dropsSurplus);
        if (record == null || !dropsSurplus || number > 0 || !record.isTypeChecked()) {
            return record;
        }

        dropsSurplus = false;
        closeReader();
        try {
            open();
        } catch (final SchemaNotFoundException e) {
            throw new IOException(e);
        }
        return reader.nextRecord(true, false);
    }

    /**
     * Returns the paths, as field names, of the texts that the reader converted.
     */
    public Set<List<String>> convertedTexts() {
        return convertedTexts;
    }

    // checks the reader, because the content may be in another format
    private boolean skips() {
        return count("[{\"a\":1}]") == 1 && count("[null,{\"a\":1}]") == 0;
    }

    private int count(final String json) {
        int count = 0;
        try (RecordReader probe = source.reader(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)))) {
            while (probe.nextRecord() != null) {
                count++;
            }
        } catch (final IOException | MalformedRecordException | SchemaNotFoundException | RuntimeException e) {
            logger.debug("The Record Reader cannot read {}", json, e);
        }
        return count;
    }

    private Optional<Record> raw(final long own, final boolean isTypeChecked) {
        if (raw == null) {
            // readers of CSV check types; readers of typed formats do not
            raw = new RawRecords(source, isTypeChecked, logger);
            openBeside(raw);
        }

        return raw.find(own);
    }

    private void openBeside(final RawRecords second) {
        try {
            closeReader();
            second.open();
            open();
            for (long skipped = 0; skipped < number; skipped++) {
                reader.nextRecord(true, dropsSurplus);
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        } catch (final MalformedRecordException | SchemaNotFoundException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }

    private void closeReader() throws IOException {
        try {
            reader.close();
        } finally {
            content.close();
        }
    }

    @Override
    public void close() throws IOException {
        try {
            closeReader();
        } finally {
            if (raw != null) {
                raw.close();
            }
            source.close();
        }
    }
}
