/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors;

import org.apache.nifi.json.JsonRecordSetWriter;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.exception.FlowFileAccessException;
import org.apache.nifi.schema.access.SchemaNotFoundException;
import org.apache.nifi.serialization.RecordSetWriter;
import org.apache.nifi.serialization.record.RecordSchema;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;

/**
 * A JSON writer whose disk can be full.
 */
public final class FullDiskWriter extends JsonRecordSetWriter {
    private volatile boolean full;
    private volatile boolean inRepository;

    /**
     * From now on nothing can be written.
     *
     * @param repository whether NiFi's content repository says so, which rolls the session back, or the writer
     */
    public void fill(final boolean repository) {
        full = true;
        inRepository = repository;
    }

    public void makeRoom() {
        full = false;
    }

    @Override
    public RecordSetWriter createWriter(
            final ComponentLog logger,
            final RecordSchema schema,
            final OutputStream output,
            final Map<String, String> variables)
            throws SchemaNotFoundException, IOException {
        if (full && inRepository) {
            throw new FlowFileAccessException("No space left on device");
        }
        if (full) {
            throw new IOException("No space left on device");
        }
        return super.createWriter(logger, schema, output, variables);
    }
}
