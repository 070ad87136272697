/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.record.output;

import dev.nifivoyage.processors.attribute.AttributeValues;
import dev.nifivoyage.processors.record.ContentException;
import dev.nifivoyage.processors.record.InputRecords;
import dev.nifivoyage.processors.record.RecordError;
import dev.nifivoyage.processors.record.ResultPlace;
import dev.nifivoyage.processors.record.UnreadableContentException;
import dev.nifivoyage.service.api.VoyageException;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.schema.access.SchemaNotFoundException;
import org.apache.nifi.serialization.MalformedRecordException;
import org.apache.nifi.serialization.RecordReaderFactory;
import org.apache.nifi.serialization.RecordSetWriterFactory;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the records of a FlowFile and routes each to one of several outputs. After an exception, the FlowFiles of all
 * outputs are removed.
 */
public final class RecordRouting {
    private final ProcessSession session;
    private final FlowFile flowFile;
    private final InputRecords.Source source;
    private final RecordSetWriterFactory writerFactory;
    private final ComponentLog logger;
    private final List<RecordOutput> outputs = new ArrayList<>();

    /**
     * @param flowFile the parent of all FlowFiles that are written
     */
    public RecordRouting(
            final ProcessSession session,
            final FlowFile flowFile,
            final RecordReaderFactory readerFactory,
            final RecordSetWriterFactory writerFactory,
            final ComponentLog logger) {
        this(session, flowFile, InputRecords.source(session, flowFile, readerFactory, logger), writerFactory, logger);
    }

    /**
     * @param flowFile the parent of all FlowFiles that are written
     * @param source of the records, which need not be the content of the FlowFile
     */
    public RecordRouting(
            final ProcessSession session,
            final FlowFile flowFile,
            final InputRecords.Source source,
            final RecordSetWriterFactory writerFactory,
            final ComponentLog logger) {
        this.session = session;
        this.flowFile = flowFile;
        this.source = source;
        this.writerFactory = writerFactory;
        this.logger = logger;
    }

    /**
     * Processes records.
     */
    @FunctionalInterface
    public interface Worker {

        /**
         * Reads all records and writes each to an output.
         */
        void route(InputRecords records) throws IOException, MalformedRecordException, SchemaNotFoundException;
    }

    /**
     * Creates an output; called before {@link #route}.
     *
     * @param place of the result in the records of this output
     */
    public RecordOutput output(final ResultPlace place) {
        final RecordOutput output = new RecordOutput(session, flowFile, writerFactory, logger, place);
        outputs.add(output);
        return output;
    }

    /**
     * Creates the output of records with errors; called before {@link #route}.
     */
    public RejectedRecords rejected() {
        return new RejectedRecords(output(RecordError::schema));
    }

    /**
     * Routes the records.
     *
     * @param main the output that may get a FlowFile without records
     * @throws VoyageException from the worker
     * @throws RoutingException from the worker
     * @throws ContentException if the records cannot be read or written
     */
    public void route(final Worker worker, final RecordOutput main, final EmptyOutput empty) throws IOException {
        try {
            try (InputRecords records = new InputRecords(source, logger)) {
                route(worker, records);
                if (empty != EmptyOutput.NONE
                        && main.isEmpty()
                        && (AttributeValues.isFragment(flowFile)
                                || empty == EmptyOutput.FOR_FRAGMENTS_AND_EMPTY_INPUT && records.isEmpty())) {
                    main.begin();
                }
            }
            for (final RecordOutput output : outputs) {
                output.finish();
            }
        } catch (final IOException | MalformedRecordException | SchemaNotFoundException | RuntimeException e) {
            outputs.forEach(output -> output.discard(e));
            throw switch (e) {
                case final VoyageException cause -> cause;
                case final RoutingException cause -> cause;
                default -> ContentException.of(e);
            };
        }
    }

    private void route(final Worker worker, final InputRecords records)
            throws IOException, MalformedRecordException, SchemaNotFoundException {
        try {
            for (final RecordOutput output : outputs) {
                output.open(records.schema());
            }
            worker.route(records);
        } catch (final StackOverflowError e) {
            throw UnreadableContentException.nestedTooDeeply(records.number());
        }
    }
}
