/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.verification;

import dev.nifivoyage.processors.record.InputRecords;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.schema.access.SchemaNotFoundException;
import org.apache.nifi.serialization.MalformedRecordException;
import org.apache.nifi.serialization.RecordReader;
import org.apache.nifi.serialization.RecordReaderFactory;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A short content of a FlowFile, which the user gives as an attribute.
 *
 * @param content as it is in a FlowFile
 * @param attributes of the FlowFile
 * @param readerFactory reads its records; null if the content is one text
 */
public record Sample(
        String content, Map<String, String> attributes, RecordReaderFactory readerFactory, ComponentLog logger) {

    /**
     * Opens the records, which may be done repeatedly.
     */
    public InputRecords records() throws IOException, MalformedRecordException, SchemaNotFoundException {
        return new InputRecords(
                new InputRecords.Source() {
                    @Override
                    public InputStream content() {
                        return new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8));
                    }

                    @Override
                    public RecordReader reader(final InputStream input)
                            throws IOException, MalformedRecordException, SchemaNotFoundException {
                        return readerFactory.createRecordReader(attributes, input, -1, logger);
                    }
                },
                logger);
    }
}
