/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.record.output;

import dev.nifivoyage.processors.attribute.ErrorCode;
import dev.nifivoyage.processors.record.FieldContent;
import dev.nifivoyage.processors.record.InputRecord;
import dev.nifivoyage.processors.record.LongText;
import dev.nifivoyage.processors.record.LongTextPlacer;
import dev.nifivoyage.processors.record.OutputRecord;
import dev.nifivoyage.processors.record.RecordDraft;
import dev.nifivoyage.processors.record.RecordError;
import dev.nifivoyage.processors.record.ResultField;
import dev.nifivoyage.processors.record.ResultPlace;
import dev.nifivoyage.processors.record.SchemaUnion;
import dev.nifivoyage.processors.record.UnwritableContentException;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.flowfile.attributes.CoreAttributes;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.schema.access.SchemaNotFoundException;
import org.apache.nifi.serialization.RecordSetWriter;
import org.apache.nifi.serialization.RecordSetWriterFactory;
import org.apache.nifi.serialization.WriteResult;
import org.apache.nifi.serialization.record.RecordSchema;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * An output of records. Creates its FlowFile with the first record. The schema is that of the reader with the fields of
 * the results. A record that does not fit starts another FlowFile with a wider schema, so that no field is lost.
 */
public final class RecordOutput {
    private static final String JSON = "application/json";
    private static final int SMALLEST_BUFFER = 1 << 13;
    // the kernel needs three times as long for the same bytes in blocks of 8 KB, the size of NiFi's buffers
    private static final int LARGEST_BUFFER = 1 << 18;

    private final ProcessSession session;
    private final FlowFile parent;
    private final RecordSetWriterFactory writerFactory;
    private final ComponentLog logger;
    private final ResultPlace place;
    /** By the top-level field of each result. */
    private final Map<String, FieldContent> placeholders = new HashMap<>();

    private final List<FlowFile> complete = new ArrayList<>();

    private RecordSchema readSchema;
    private RecordSchema schema;
    private RecordSchema writeSchema;
    private TextKeeper texts;
    private FlowFile flowFile;
    private JsonLinesStream output;
    private LongTextStream longTexts;
    private Boolean keepsPlaceholders;
    private RecordSetWriter writer;
    private long ofFlowFile;
    private long records;

    RecordOutput(
            final ProcessSession session,
            final FlowFile parent,
            final RecordSetWriterFactory writerFactory,
            final ComponentLog logger,
            final ResultPlace place) {
        this.session = session;
        this.parent = parent;
        this.writerFactory = writerFactory;
        this.logger = logger;
        this.place = place;
    }

    /**
     * Prepares the output.
     *
     * @throws UnwritableContentException if the schema of the writer has no field for the result
     */
    void open(final RecordSchema schemaOfReader) throws IOException, SchemaNotFoundException {
        readSchema = schemaOfReader;
        final RecordSchema united = SchemaUnion.of(schemaOfReader);
        use(place.schema(united));
        final List<ResultField> fields = place.results(united);
        fields.forEach(field -> placeholders.put(field.names().getFirst(), field.placeholder()));
        if (writeSchema == schema || writeSchema.equals(schema)) {
            return;
        }

        final boolean writesText = mimeType().startsWith("text/");
        for (final ResultField result : fields) {
            if (result.isHeldBy(schema, writesText) && !result.isHeldBy(writeSchema, writesText)) {
                throw UnwritableContentException.noPlace(result, writeSchema);
            }
        }
    }

    private void use(final RecordSchema next) throws IOException, SchemaNotFoundException {
        schema = next;
        writeSchema = writerFactory.getSchema(parent.getAttributes(), next);
        texts = new TextKeeper(writeSchema);
        keepsPlaceholders = null;
    }

    private String mimeType() throws IOException, SchemaNotFoundException {
        try (RecordSetWriter probe = probe()) {
            return probe.getMimeType();
        }
    }

    private RecordSetWriter probe() throws IOException, SchemaNotFoundException {
        return probe(OutputStream.nullOutputStream());
    }

    private RecordSetWriter probe(final OutputStream stream) throws IOException, SchemaNotFoundException {
        return writerFactory.createWriter(SilentLog.INSTANCE, writeSchema, stream, parent);
    }

    /**
     * Returns an error if a record cannot be written with any result, because the writer cannot write it or would drop
     * values, or because it has no place for a result.
     */
    public Optional<RecordError> rejection(final InputRecord record) {
        return record.surplus().error().or(() -> unwritable(record)).or(() -> place.noPlace(record));
    }

    private Optional<RecordError> unwritable(final InputRecord record) {
        if (!WriteDoubt.of(record.record(), writeSchema, placeholders.keySet())) {
            return Optional.empty();
        }

        final RecordDraft draft = new RecordDraft(record);
        placeholders.forEach(draft::set);
        return rejection(draft)
                .map(reason -> new RecordError(
                        ErrorCode.UNWRITABLE_RECORD, "The Record Writer cannot write the record: " + reason));
    }

    /**
     * Returns the fields of a record that the writer cannot write, or an empty list if it can write the record.
     *
     * @param set field that the draft sets
     */
    List<String> unwritableFields(final RecordDraft draft, final String set) {
        return WriteDoubt.of(draft.base(), writeSchema, Set.of(set))
                        && rejection(draft).isPresent()
                ? WriteDoubt.fields(draft.base(), writeSchema, Set.of(set))
                : List.of();
    }

    private Optional<String> rejection(final RecordDraft draft) {
        try (RecordSetWriter probe = probe()) {
            probe.beginRecordSet();
            probe.write(texts.keep(draft.toRecord(schema)));
            probe.finishRecordSet();
            return Optional.empty();
        } catch (final IOException | SchemaNotFoundException | RuntimeException e) {
            return Optional.of(e.getMessage() == null ? e.toString() : e.getMessage());
        }
    }

    /**
     * Writes a record as it was read.
     */
    public void write(final InputRecord record) throws IOException, SchemaNotFoundException {
        write(new RecordDraft(record));
    }

    /**
     * Writes a record with its changes.
     */
    public void write(final RecordDraft draft) throws IOException, SchemaNotFoundException {
        final RecordSchema fitting = draft.schema(schema, readSchema);
        if (fitting != schema) {
            finish();
            use(fitting);
        }
        begin();
        try {
            writer.write(texts.keep(draft.toRecord(schema, placer())));
            if (longTexts.isFull()) {
                writer.flush();
                longTexts.forgetUnneeded();
            }
        } catch (final IOException | RuntimeException e) {
            throw UnwritableContentException.of(ofFlowFile + 1, e);
        }
        ofFlowFile++;
        records++;
    }

    // full only if the writer does not write its buffer when it is flushed
    private LongTextPlacer placer() {
        return longTexts.isFull() ? LongTextPlacer.IN_FULL : this::place;
    }

    private String place(final LongText text, final BooleanSupplier isNeeded) {
        if (keepsPlaceholders == null) {
            keepsPlaceholders = keepsPlaceholders();
        }
        final LongTextPlacer placer = keepsPlaceholders ? longTexts : LongTextPlacer.IN_FULL;
        return placer.place(text, isNeeded);
    }

    // a writer may use the values instead of the text, or change it, for example compress it
    private boolean keepsPlaceholders() {
        final LongTextStream trial = new LongTextStream(OutputStream.nullOutputStream());
        try (RecordSetWriter probe = probe(trial)) {
            probe.beginRecordSet();
            probe.write(OutputRecord.ofText(schema, () -> "{\"a\":" + trial.place(EmptyArray.TEXT, () -> true) + "}"));
            probe.finishRecordSet();
            probe.flush();
            return JSON.equals(probe.getMimeType()) && trial.replaced() == 1;
        } catch (final IOException | SchemaNotFoundException | RuntimeException e) {
            logger.debug("The Record Writer keeps no placeholders, so that vectors are part of the text", e);
            return false;
        }
    }

    /**
     * Creates the FlowFile, even without records.
     */
    void begin() throws IOException, SchemaNotFoundException {
        if (flowFile == null) {
            flowFile = session.create(parent);
            output = new JsonLinesStream(new FullBlockStream(session.write(flowFile), bufferSize()));
            longTexts = new LongTextStream(output);
            writer = writerFactory.createWriter(logger, writeSchema, longTexts, flowFile);
            writer.beginRecordSet();
        }
    }

    // no large buffer for each of many FlowFiles with few records
    private int bufferSize() {
        return Integer.highestOneBit(Math.clamp(parent.getSize(), SMALLEST_BUFFER, LARGEST_BUFFER));
    }

    /** Returns the number of records written. */
    public long records() {
        return records;
    }

    boolean isEmpty() {
        return flowFile == null && complete.isEmpty();
    }

    /**
     * Returns the FlowFiles, with {@code record.count} and {@code mime.type}: usually one, or none without records.
     */
    public List<FlowFile> flowFiles() {
        return complete;
    }

    void finish() throws IOException {
        if (flowFile == null) {
            return;
        }

        final WriteResult result = finishRecordSet();
        if (result.getRecordCount() != ofFlowFile) {
            throw new IOException("The Record Writer reports %d records, but %d were written"
                    .formatted(result.getRecordCount(), ofFlowFile));
        }
        final Map<String, String> attributes = new HashMap<>(result.getAttributes());
        attributes.put("record.count", Long.toString(result.getRecordCount()));
        attributes.put(CoreAttributes.MIME_TYPE.key(), writer.getMimeType());
        if (JSON.equals(writer.getMimeType())) {
            output.endLine();
        }
        // a writer may ignore an error when it closes the stream
        output.flush();
        close();
        complete.add(session.putAllAttributes(flowFile, attributes));
        flowFile = null;
        ofFlowFile = 0;
    }

    private WriteResult finishRecordSet() throws IOException {
        try {
            final WriteResult result = writer.finishRecordSet();
            if (JSON.equals(writer.getMimeType())) {
                // so that the streams have seen the last byte
                writer.flush();
                longTexts.finish();
            }
            return result;
        } catch (final IOException | RuntimeException e) {
            // a writer may buffer a record until the next one
            throw UnwritableContentException.of(ofFlowFile, e);
        }
    }

    /**
     * Stops writing and removes the FlowFiles.
     *
     * @param cause failure that triggered the removal; receives suppressed exceptions
     */
    void discard(final Exception cause) {
        try {
            close();
        } catch (final IOException | RuntimeException e) {
            cause.addSuppressed(e);
        }
        session.remove(complete);
        complete.clear();
        if (flowFile != null) {
            session.remove(flowFile);
            flowFile = null;
        }
    }

    private void close() throws IOException {
        final RecordSetWriter openWriter = writer;
        final OutputStream openOutput = output;
        writer = null;
        output = null;
        try {
            if (openWriter != null) {
                openWriter.close();
            }
        } finally {
            // the session cannot remove a FlowFile with an open stream
            if (openOutput != null) {
                openOutput.close();
            }
        }
    }

    /**
     * A text to try.
     */
    private enum EmptyArray implements LongText {
        TEXT;

        @Override
        public int size() {
            return "[]".length();
        }

        @Override
        public void writeTo(final OutputStream stream) throws IOException {
            stream.write('[');
            stream.write(']');
        }
    }
}
