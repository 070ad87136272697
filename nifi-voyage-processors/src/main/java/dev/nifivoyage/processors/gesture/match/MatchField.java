/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture.match;

import dev.nifivoyage.processors.gesture.match.RecognitionLibrary.LabelNote;
import dev.nifivoyage.processors.gesture.search.Match;
import dev.nifivoyage.processors.gesture.search.RankedLabel;
import dev.nifivoyage.processors.gesture.track.Transition;
import dev.nifivoyage.processors.record.FieldContent;
import dev.nifivoyage.processors.record.InputRecord;
import dev.nifivoyage.processors.record.RecordDraft;
import dev.nifivoyage.processors.record.RecordError;
import dev.nifivoyage.processors.record.ResultField;
import dev.nifivoyage.processors.record.ResultPlace;
import dev.nifivoyage.processors.record.SchemaUnion;
import dev.nifivoyage.processors.record.path.TargetRecordPath;
import org.apache.nifi.serialization.SimpleRecordSchema;
import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.MapRecord;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordFieldType;
import org.apache.nifi.serialization.record.RecordSchema;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes the match of a record: label, score, margin, probability, the best labels, and the notes of the library on the
 * label.
 */
final class MatchField implements ResultPlace {
    /** Name of the field of a transition: a record with the labels {@code from} and {@code to}. */
    static final String TRANSITION = "transition";

    private static final RecordSchema RANKED = new SimpleRecordSchema(List.of(
            field("label", RecordFieldType.STRING),
            field("score", RecordFieldType.FLOAT),
            field("probability", RecordFieldType.FLOAT)));
    private static final RecordSchema MATCH = new SimpleRecordSchema(List.of(
            field("label", RecordFieldType.STRING),
            field("score", RecordFieldType.FLOAT),
            field("margin", RecordFieldType.FLOAT),
            field("probability", RecordFieldType.FLOAT),
            new RecordField(
                    "labels", RecordFieldType.ARRAY.getArrayDataType(RecordFieldType.RECORD.getRecordDataType(RANKED))),
            field("version", RecordFieldType.STRING),
            new RecordField("attributes", RecordFieldType.MAP.getMapDataType(RecordFieldType.STRING.getDataType()))));
    private static final DataType MATCH_TYPE = RecordFieldType.RECORD.getRecordDataType(MATCH);
    private static final RecordSchema FROM_TO =
            new SimpleRecordSchema(List.of(field("from", RecordFieldType.STRING), field("to", RecordFieldType.STRING)));
    private static final RecordField TRANSITION_FIELD =
            new RecordField(TRANSITION, RecordFieldType.RECORD.getRecordDataType(FROM_TO));

    private final TargetRecordPath path;
    private final String unknownLabel;

    /**
     * @param path path to the field of the match
     * @param unknownLabel label of records that match no label
     */
    MatchField(final String path, final String unknownLabel) {
        this.path = new TargetRecordPath(path);
        this.unknownLabel = unknownLabel;
    }

    private static RecordField field(final String name, final RecordFieldType type) {
        return new RecordField(name, type.getDataType());
    }

    @Override
    public Optional<RecordError> noPlace(final InputRecord record) {
        return path.noPlace(record);
    }

    @Override
    public List<ResultField> results(final RecordSchema schema) {
        return path.results(List.of(), MATCH_TYPE);
    }

    @Override
    public RecordSchema schema(final RecordSchema schema) {
        return path.schema(schema, MATCH_TYPE);
    }

    /**
     * Adds the fields of the match and the transition to a schema.
     */
    RecordSchema schemaOfTransition(final RecordSchema schema) {
        return SchemaUnion.with(schema(schema), List.of(TRANSITION), TRANSITION_FIELD.getDataType());
    }

    /**
     * Puts a match into a record.
     *
     * @param notes notes on the labels of the library
     * @return an error if the record has no place for the match
     */
    Optional<RecordError> put(final RecordDraft draft, final Match match, final Map<String, LabelNote> notes) {
        final Map<String, Object> values = new HashMap<>();
        values.put("label", labelOrUnknown(match.label()));
        values.put("score", match.score());
        values.put("margin", match.margin());
        values.put("probability", (float) match.probability());
        values.put("labels", match.best().stream().map(MatchField::ranked).toArray());
        final LabelNote note = match.isKnown() ? notes.get(match.label()) : null;
        if (note != null) {
            values.put("version", note.version());
            values.put("attributes", note.attributes().isEmpty() ? null : note.attributes());
        }
        return path.put(draft, FieldContent.of(new MapRecord(MATCH, values), MATCH_TYPE));
    }

    /**
     * Puts a transition into a record.
     */
    void put(final RecordDraft draft, final Transition transition) {
        draft.set(
                TRANSITION_FIELD,
                new MapRecord(
                        FROM_TO,
                        Map.of("from", labelOrUnknown(transition.from()), "to", labelOrUnknown(transition.to()))));
    }

    private String labelOrUnknown(final String label) {
        return label == null ? unknownLabel : label;
    }

    private static Record ranked(final RankedLabel label) {
        return new MapRecord(RANKED, Map.of("label", label.label(), "score", label.score(), "probability", (float)
                label.probability()));
    }
}
