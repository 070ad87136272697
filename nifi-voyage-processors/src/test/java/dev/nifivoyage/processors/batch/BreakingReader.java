/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch;

import org.apache.nifi.json.JsonTreeReader;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.schema.access.SchemaNotFoundException;
import org.apache.nifi.serialization.MalformedRecordException;
import org.apache.nifi.serialization.RecordReader;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordSchema;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/**
 * A JSON reader that fails at the second record when a content is read for the nth time.
 */
final class BreakingReader extends JsonTreeReader {
    private final int breakingTime;
    private final RuntimeException exception;
    private int times;

    /**
     * @param breakingTime number of the reading that fails, from 1
     */
    BreakingReader(final int breakingTime, final RuntimeException exception) {
        this.breakingTime = breakingTime;
        this.exception = exception;
    }

    @Override
    public RecordReader createRecordReader(
            final Map<String, String> variables, final InputStream input, final long length, final ComponentLog logger)
            throws IOException, MalformedRecordException, SchemaNotFoundException {
        times++;
        final boolean breaks = times == breakingTime;
        final RecordReader reader = super.createRecordReader(variables, input, length, logger);
        return new RecordReader() {
            private int records;

            @Override
            public Record nextRecord(final boolean coerceTypes, final boolean dropUnknownFields)
                    throws IOException, MalformedRecordException {
                records++;
                if (breaks && records == 2) {
                    throw exception;
                }
                return reader.nextRecord(coerceTypes, dropUnknownFields);
            }

            @Override
            public RecordSchema getSchema() throws MalformedRecordException {
                return reader.getSchema();
            }

            @Override
            public void close() throws IOException {
                reader.close();
            }
        };
    }
}
