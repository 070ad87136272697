/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture.load;

import dev.nifivoyage.processors.batch.result.TemporaryFileException;
import dev.nifivoyage.processors.gesture.library.Gesture;
import dev.nifivoyage.processors.gesture.library.GesturePaths;
import dev.nifivoyage.processors.gesture.library.GestureReader;
import dev.nifivoyage.processors.gesture.library.GestureRecord;
import dev.nifivoyage.processors.gesture.library.VectorFields;
import dev.nifivoyage.processors.realtime.InputOutcomes;
import dev.nifivoyage.processors.realtime.InputVectors;
import dev.nifivoyage.processors.realtime.input.EmbeddingInput;
import dev.nifivoyage.processors.realtime.input.RealTimeEndpoint;
import dev.nifivoyage.processors.record.ContentException;
import dev.nifivoyage.processors.record.RecordDraft;
import dev.nifivoyage.processors.record.RecordError;
import dev.nifivoyage.processors.record.ResultField;
import dev.nifivoyage.processors.record.ResultPlace;
import dev.nifivoyage.processors.record.SchemaUnion;
import dev.nifivoyage.processors.record.output.EmptyOutput;
import dev.nifivoyage.processors.record.output.RecordOutput;
import dev.nifivoyage.processors.record.output.RecordRouting;
import dev.nifivoyage.processors.record.output.RejectedRecords;
import dev.nifivoyage.processors.record.output.RoutedRecords;
import dev.nifivoyage.processors.record.path.EmbeddingRecordPath;
import dev.nifivoyage.processors.record.path.VectorFormat;
import dev.nifivoyage.service.api.VoyageException;
import dev.nifivoyage.service.api.embedding.Embedding;
import dev.nifivoyage.service.api.embedding.EmbeddingParameters;
import dev.nifivoyage.service.api.embedding.RequestKey;
import org.apache.nifi.schema.access.SchemaNotFoundException;
import org.apache.nifi.serialization.MalformedRecordException;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordFieldType;
import org.apache.nifi.serialization.record.RecordSchema;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Writes each gesture with its vectors. A gesture with a missing vector is written with an error instead, to another
 * FlowFile.
 */
final class LibraryWriter {
    /** Texts whose vectors are on the heap at the same time. */
    private static final int TEXTS_PER_WINDOW = 1000;

    private static final RecordField MODEL = new RecordField(VectorFields.MODEL, RecordFieldType.STRING.getDataType());
    private static final RecordField DIMENSION =
            new RecordField(VectorFields.DIMENSION, RecordFieldType.INT.getDataType());
    private static final RecordField DATA_TYPE =
            new RecordField(VectorFields.DATA_TYPE, RecordFieldType.STRING.getDataType());
    private static final RecordField INPUT_TYPE =
            new RecordField(VectorFields.INPUT_TYPE, RecordFieldType.STRING.getDataType());

    private final InputVectors vectors;
    private final EmbeddingParameters parameters;
    private final GesturePaths paths;
    private final RealTimeEndpoint endpoint;
    private final RequestKey.Deriver keys;
    private final EmbeddingRecordPath embeddingPath;
    private final EmbeddingRecordPath variationsPath;

    private final List<GestureRecord> window = new ArrayList<>();
    private final Map<RequestKey, EmbeddingInput> inputs = new LinkedHashMap<>();
    private long bytes;
    private long textsSettled;
    private long textsFailed;

    private RecordOutput loaded;
    private RejectedRecords rejected;
    private long recordsRead;

    LibraryWriter(
            final InputVectors vectors,
            final EmbeddingParameters parameters,
            final GesturePaths paths,
            final VectorFormat format) {
        this.vectors = vectors;
        this.parameters = parameters;
        this.paths = paths;
        this.endpoint = RealTimeEndpoint.ofModel(parameters.model());
        this.keys = endpoint.keys(parameters);
        this.embeddingPath = new EmbeddingRecordPath("/" + VectorFields.EMBEDDING, format, parameters.dataType());
        this.variationsPath =
                new EmbeddingRecordPath("/" + VectorFields.VARIATION_EMBEDDINGS, format, parameters.dataType());
    }

    /**
     * Reads all records and writes each to one of two children of the FlowFile. After an exception no child is left.
     *
     * @throws VoyageException if Voyage rejects a request
     * @throws TemporaryFileException if the results of a job cannot be read
     * @throws ContentException if the records cannot be read or written
     */
    LoadedLibrary write(final RecordRouting routing) throws IOException {
        loaded = routing.output(new Place());
        rejected = routing.rejected();
        routing.route(records -> read(new GestureReader(records, paths)), loaded, EmptyOutput.NONE);
        final long textsCached = vectors.cached();
        return new LoadedLibrary(
                RoutedRecords.of(loaded, rejected, recordsRead),
                textsSettled - textsFailed - textsCached,
                textsCached,
                textsFailed);
    }

    /**
     * The fields of a gesture with its vectors.
     */
    private final class Place implements ResultPlace {

        @Override
        public RecordSchema schema(final RecordSchema schema) {
            RecordSchema library = variationsPath.schemaOfAll(embeddingPath.schema(schema));
            for (final RecordField field : List.of(MODEL, DIMENSION, DATA_TYPE, INPUT_TYPE)) {
                library = SchemaUnion.with(library, List.of(field.getFieldName()), field.getDataType());
            }
            return library;
        }

        @Override
        public List<ResultField> results(final RecordSchema schema) {
            return Stream.concat(embeddingPath.results(schema).stream(), variationsPath.resultsOfAll().stream())
                    .toList();
        }
    }

    private void read(final GestureReader gestures)
            throws IOException, MalformedRecordException, SchemaNotFoundException {
        GestureRecord read;
        while ((read = gestures.next()) != null) {
            recordsRead++;
            final GestureRecord next = writable(read);
            final List<EmbeddingInput> more = next instanceof final GestureRecord.Usable usable
                    ? usable.gesture().inputs(endpoint)
                    : List.of();
            final long moreBytes = next instanceof final GestureRecord.Unusable unusable
                    ? unusable.bytes()
                    : more.stream().mapToLong(EmbeddingInput::bytes).sum();
            if (window.size() == TEXTS_PER_WINDOW
                    || !window.isEmpty()
                            && (inputs.size() + more.size() > TEXTS_PER_WINDOW
                                    || bytes + moreBytes > endpoint.maximumBytes())) {
                writeWindow();
            }
            window.add(next);
            more.forEach(input -> inputs.put(input.key(keys), input));
            bytes += moreBytes;
        }
        writeWindow();
    }

    // not billed if it cannot be written
    private GestureRecord writable(final GestureRecord record) {
        return record instanceof GestureRecord.Usable
                ? loaded.rejection(record.record())
                        .<GestureRecord>map(error -> new GestureRecord.Unusable(record.record(), error, bytes(record)))
                        .orElse(record)
                : record;
    }

    private static long bytes(final GestureRecord record) {
        return record instanceof final GestureRecord.Usable usable
                ? usable.gesture().images().stream()
                        .mapToLong(EmbeddingInput::bytes)
                        .sum()
                : 0;
    }

    private void writeWindow() throws IOException, SchemaNotFoundException {
        final InputOutcomes outcomes = inputs.isEmpty() ? new InputOutcomes() : vectors.find(inputs);
        textsSettled += inputs.size();
        textsFailed += inputs.keySet().stream()
                .filter(key -> outcomes.error(key) != null)
                .count();
        for (final GestureRecord next : window) {
            switch (next) {
                case final GestureRecord.Unusable unusable -> rejected.reject(unusable.record(), unusable.error());
                case final GestureRecord.Usable usable -> write(usable, outcomes);
            }
        }
        window.clear();
        inputs.clear();
        bytes = 0;
    }

    private void write(final GestureRecord.Usable usable, final InputOutcomes outcomes)
            throws IOException, SchemaNotFoundException {
        final Optional<RecordError> error = firstError(usable.gesture(), outcomes);
        if (error.isPresent()) {
            rejected.reject(usable.record(), error.get());
        } else {
            loaded.write(draft(usable, outcomes));
        }
    }

    private Optional<RecordError> firstError(final Gesture gesture, final InputOutcomes outcomes) {
        final List<EmbeddingInput> all = gesture.inputs(endpoint);
        for (int i = 0; i < all.size(); i++) {
            final RecordError error = outcomes.error(all.get(i).key(keys));
            if (error != null) {
                return Optional.of(new RecordError(
                        error.code(), "%s, %s: %s".formatted(gesture.label(), Gesture.nameOf(i), error.message())));
            }
        }

        return Optional.empty();
    }

    // top-level fields always have a place
    private RecordDraft draft(final GestureRecord.Usable next, final InputOutcomes outcomes) {
        final List<Embedding> embeddings = next.gesture().inputs(endpoint).stream()
                .map(input -> outcomes.embedding(input.key(keys)).embedding())
                .toList();
        final RecordDraft draft = new RecordDraft(next.record());
        RecordError.clear(draft);
        embeddingPath.put(draft, embeddings.getFirst());
        variationsPath.putAll(draft, embeddings.subList(1, embeddings.size()));
        return draft.set(MODEL, parameters.model())
                .set(DIMENSION, embeddings.getFirst().dimension())
                .set(DATA_TYPE, parameters.dataType().getValue())
                .set(INPUT_TYPE, parameters.inputType().getValue());
    }
}
