/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.record.path;

import dev.nifivoyage.processors.attribute.ErrorCode;
import dev.nifivoyage.processors.record.FieldContent;
import dev.nifivoyage.processors.record.FieldLocation;
import dev.nifivoyage.processors.record.InputRecord;
import dev.nifivoyage.processors.record.RecordDraft;
import dev.nifivoyage.processors.record.RecordError;
import dev.nifivoyage.processors.record.RecordView;
import dev.nifivoyage.processors.record.ResultField;
import dev.nifivoyage.processors.record.SchemaUnion;
import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordSchema;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The place of a value in a record. A missing field is added, but its parent record must exist.
 */
public final class TargetRecordPath {
    private final ValueRecordPath path;
    private final Optional<List<String>> names;
    /** For a path of names, which needs no evaluation; otherwise null. */
    private final FieldLocation location;

    /**
     * @throws org.apache.nifi.record.path.exception.RecordPathException if the path is not valid
     */
    public TargetRecordPath(final String path) {
        this.path = new ValueRecordPath(path);
        this.names = PathNames.of(path);
        this.location = PathNames.isPlain(path) ? FieldLocation.nested(names.orElseThrow()) : null;
    }

    /**
     * Returns an error if a record has no place for the value.
     */
    public Optional<RecordError> noPlace(final InputRecord record) {
        return place(record.record(), record::view).isPresent()
                ? Optional.empty()
                : Optional.of(obstacle(record.record()));
    }

    /**
     * Returns an error if a nested record has no place for the value.
     */
    public Optional<RecordError> noPlace(final Record part) {
        return place(part, () -> RecordView.of(part)).isPresent() ? Optional.empty() : Optional.of(obstacle(part));
    }

    private RecordError obstacle(final Record record) {
        if (location == null) {
            return error("no record can contain the field");
        }

        Object holder = record;
        final StringBuilder at = new StringBuilder();
        for (final String name : location.parent().names()) {
            at.append('/').append(name);
            holder = ((Record) holder).getValue(name);
            if (!(holder instanceof Record)) {
                break;
            }
        }
        return error(
                holder == null
                        ? "%s is missing or null%s"
                                .formatted(
                                        at,
                                        PresentFields.hint(
                                                record, location.parent().names()))
                        : "%s is not a record".formatted(at));
    }

    private RecordError error(final String obstacle) {
        return new RecordError(
                ErrorCode.MISSING_TARGET, "The record has no place for the result at %s: %s".formatted(path, obstacle));
    }

    /**
     * Writes a value.
     *
     * @return an error if the record has no place for the value
     */
    public Optional<RecordError> put(final RecordDraft draft, final FieldContent content) {
        final Optional<FieldLocation> place = place(draft);
        if (place.isEmpty()) {
            return Optional.of(obstacle(draft.base()));
        }

        draft.set(place.get(), content);
        return isReadBack(draft, content)
                ? Optional.empty()
                : Optional.of(error("the path does not select the field after it was written"));
    }

    /**
     * Writes a value into a nested record.
     *
     * @param within location of the nested record
     */
    public Optional<RecordError> put(
            final RecordDraft draft, final FieldLocation within, final Record part, final FieldContent content) {
        final Optional<FieldLocation> place = place(part, () -> RecordView.of(part));
        place.ifPresent(inner -> draft.set(within.field(inner), content));
        return place.isPresent() ? Optional.empty() : Optional.of(obstacle(part));
    }

    // a path with predicates may select another field after the write
    private boolean isReadBack(final RecordDraft draft, final FieldContent content) {
        return location != null
                || content.value() == null
                || path.select(draft.view()).anyMatch(found -> same(found.getValue(), content.value()));
    }

    private static boolean same(final Object found, final Object written) {
        return found != null
                && (found == written
                        || found.equals(written)
                        || found.getClass().isArray() && written.getClass().isArray()
                        || found instanceof Record && written instanceof Record);
    }

    private Optional<FieldLocation> place(final RecordDraft draft) {
        return location != null && location.isTopLevel() ? Optional.of(location) : place(draft.view(), draft::view);
    }

    private Optional<FieldLocation> place(final Record record, final Supplier<Record> view) {
        if (location != null) {
            return location.isTopLevel() || location.parent().value(record) instanceof Record
                    ? Optional.of(location)
                    : Optional.empty();
        }

        final Record searched = view.get();
        return path.select(searched)
                .findFirst()
                .flatMap(FieldLocation::of)
                .filter(found -> found.steps().getLast() instanceof FieldLocation.Step.Field
                        && (found.isTopLevel() || found.parent().value(searched) instanceof Record));
    }

    /**
     * Returns the field, if the path determines it.
     *
     * @param within names of the fields that lead to the records with the field
     */
    public List<ResultField> results(final List<String> within, final DataType type) {
        return names
                .map(own -> new ResultField(
                        Stream.concat(within.stream(), own.stream()).toList(), type))
                .stream()
                .toList();
    }

    /**
     * Adds the field to a schema.
     *
     * @param within names of the fields that lead to the records with the field
     */
    public RecordSchema schema(final RecordSchema schema, final List<String> within, final DataType type) {
        return names.map(own -> SchemaUnion.with(
                        schema, Stream.concat(within.stream(), own.stream()).toList(), type))
                .orElse(schema);
    }

    /**
     * Adds the field to a schema.
     */
    public RecordSchema schema(final RecordSchema schema, final DataType type) {
        return schema(schema, List.of(), type);
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
