/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.record;

import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.schema.access.SchemaNotFoundException;
import org.apache.nifi.serialization.MalformedRecordException;
import org.apache.nifi.serialization.RecordReader;
import org.apache.nifi.serialization.record.Record;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * Reads records without conversions: "007" remains a text where a reader that infers the schema returns 7.
 */
final class RawRecords implements Closeable {
    private final InputRecords.Source source;
    private final boolean hasHeader;
    private final ComponentLog logger;
    private InputStream content;
    private RecordReader reader;
    private boolean ended;
    private long number;
    private Record current;

    /**
     * @param hasHeader whether the first line may be a header, as in CSV
     */
    RawRecords(final InputRecords.Source source, final boolean hasHeader, final ComponentLog logger) {
        this.source = source;
        this.hasHeader = hasHeader;
        this.logger = logger;
    }

    /**
     * Opens the content for the second reading.
     */
    void open() throws IOException {
        content = hasHeader ? new RepeatedHeaderStream(source.copy()) : source.copy();
        try {
            reader = source.reader(content);
        } catch (final IOException | MalformedRecordException | SchemaNotFoundException | RuntimeException e) {
            giveUp(0, e);
        }
    }

    /**
     * Finds a record by number, from 1 and only forward. Returns empty if it cannot be read without conversions.
     */
    Optional<Record> find(final long wanted) {
        try {
            while (!ended && number < wanted) {
                current = reader.nextRecord(false, false);
                number++;
                ended = current == null;
            }
        } catch (final IOException | MalformedRecordException | RuntimeException e) {
            giveUp(wanted, e);
        }
        return !ended && number == wanted ? Optional.of(current) : Optional.empty();
    }

    // falls back to the values of the first reading
    private void giveUp(final long record, final Exception cause) {
        logger.debug("Failed to read records without conversions from record {}", record, cause);
        ended = true;
    }

    @Override
    public void close() throws IOException {
        try {
            if (reader != null) {
                reader.close();
            }
        } finally {
            if (content != null) {
                content.close();
            }
        }
    }
}
