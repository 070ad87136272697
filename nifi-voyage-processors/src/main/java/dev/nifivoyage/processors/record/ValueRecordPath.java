/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.record;

import org.apache.nifi.record.path.FieldValue;
import org.apache.nifi.record.path.RecordPath;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordSchema;

import java.util.stream.Stream;

/**
 * A record path that reads records, and tells in messages how it was written, where {@link RecordPath#getPath()} knows its last step only. It looks into a choice of types at any depth. For one
 * thread.
 */
public final class ValueRecordPath {
    private final String written;
    private final RecordPath compiled;
    private RecordSchema schema;
    private boolean hides;

    /**
     * Compiles a path.
     *
     * @throws org.apache.nifi.record.path.exception.RecordPathException when the path is not valid
     */
    public ValueRecordPath(final String written) {
        this.written = written;
        this.compiled = RecordPath.compile(written);
    }

    /**
     * All that the path leads to.
     */
    public Stream<FieldValue> select(final Record record) {
        if (record.getSchema() != schema) {
            schema = record.getSchema();
            hides = RecordView.hides(schema);
        }

        return compiled.evaluate(hides ? RecordView.copy(record) : record).getSelectedFields();
    }

    /**
     * All that the path leads to.
     */
    public Stream<FieldValue> select(final InputRecord record) {
        return compiled.evaluate(record.view()).getSelectedFields();
    }

    /**
     * The first value that the path leads to, or null.
     */
    public Object value(final Record record) {
        return select(record).findFirst().map(FieldValue::getValue).orElse(null);
    }

    /**
     * The first value that the path leads to, or null.
     */
    public Object value(final InputRecord record) {
        return select(record).findFirst().map(FieldValue::getValue).orElse(null);
    }

    /**
     * The path as it was written.
     */
    @Override
    public String toString() {
        return written;
    }
}
