/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.record;

import dev.nifivoyage.processors.attribute.ErrorCode;
import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordSchema;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Where a record gets a value. The field is added when it is not there; the record that shall hold it must be there.
 */
public final class TargetRecordPath {
    private final ValueRecordPath path;
    private final Optional<List<String>> names;
    /** Of a path of names only, which needs no search. */
    private final FieldLocation location;

    /**
     * A compiled path.
     *
     * @throws org.apache.nifi.record.path.exception.RecordPathException when the path is not valid
     */
    public TargetRecordPath(final String path) {
        this.path = new ValueRecordPath(path);
        this.names = PathNames.of(path);
        this.location = PathNames.isPlain(path) ? new FieldLocation(List.copyOf(names.orElseThrow())) : null;
    }

    /**
     * Why a record has no place for the value, or empty.
     */
    public Optional<RecordError> noPlace(final InputRecord record) {
        return place(record.record(), record::view).isPresent()
                ? Optional.empty()
                : Optional.of(obstacle(record.record()));
    }

    /**
     * Why a record inside of another one has no place for the value, or empty.
     */
    public Optional<RecordError> noPlace(final Record part) {
        return place(part, () -> RecordView.of(part)).isPresent() ? Optional.empty() : Optional.of(obstacle(part));
    }

    private RecordError obstacle(final Record record) {
        if (location == null) {
            return error("no record is there that could hold the field");
        }

        Object holder = record;
        final StringBuilder at = new StringBuilder();
        for (final Object name : location.parent().steps()) {
            at.append('/').append(name);
            holder = ((Record) holder).getValue((String) name);
            if (!(holder instanceof Record)) {
                break;
            }
        }
        return error("%s is %s, where a record must be that holds the field"
                .formatted(at, holder == null ? "missing or null" : "no record"));
    }

    private RecordError error(final String obstacle) {
        return new RecordError(
                ErrorCode.NO_PLACE, "The record has no place for the result at %s: %s".formatted(path, obstacle));
    }

    /**
     * Writes a value.
     *
     * @return why it has no place, in which case nothing was written; or empty
     */
    public Optional<RecordError> put(final RecordDraft draft, final FieldContent content) {
        final Optional<FieldLocation> place = place(draft);
        if (place.isEmpty()) {
            return Optional.of(obstacle(draft.base()));
        }

        draft.set(place.get(), content);
        return isReadBack(draft, content)
                ? Optional.empty()
                : Optional.of(error("what is written there is not found there again"));
    }

    /**
     * Writes a value into a record inside of another one.
     *
     * @param within where the inner record is
     */
    public Optional<RecordError> put(
            final RecordDraft draft, final FieldLocation within, final Record part, final FieldContent content) {
        final Optional<FieldLocation> place = place(part, () -> RecordView.of(part));
        place.ifPresent(inner -> draft.set(within.field(inner), content));
        return place.isPresent() ? Optional.empty() : Optional.of(obstacle(part));
    }

    // a path with conditions may lead elsewhere once the field is written
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
                .filter(found -> found.steps().getLast() instanceof String
                        && (found.isTopLevel() || found.parent().value(searched) instanceof Record));
    }

    /**
     * The field, if the path says its names.
     *
     * @param within names of the fields on the way to the records that get it
     * @param type of the field
     */
    public List<ResultField> results(final List<String> within, final DataType type) {
        return names
                .map(own -> new ResultField(
                        Stream.concat(within.stream(), own.stream()).toList(), type))
                .stream()
                .toList();
    }

    /**
     * A schema with the field.
     *
     * @param within names of the fields on the way to the records that get it
     * @param type of the field
     */
    public RecordSchema schema(final RecordSchema schema, final List<String> within, final DataType type) {
        return names.map(own -> SchemaUnion.with(
                        schema, Stream.concat(within.stream(), own.stream()).toList(), type))
                .orElse(schema);
    }

    /**
     * A schema with the field.
     */
    public RecordSchema schema(final RecordSchema schema, final DataType type) {
        return schema(schema, List.of(), type);
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
