/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.record;

import org.apache.nifi.serialization.record.Record;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A record as it was read; never modified.
 */
public final class InputRecord {
    private final Record record;
    private final long number;
    private final Supplier<Optional<Record>> source;
    private final Consumer<FieldLocation> converted;
    private final Map<FieldLocation, String> texts = new LinkedHashMap<>();
    private Record view;
    private SurplusValues surplus;
    private Optional<Record> raw;

    /**
     * @param number in its FlowFile or file, from 1
     * @param source supplies the record without conversions, for values that the reader converted to numbers or times
     * @param converted receives the location of each text that was converted
     */
    public InputRecord(
            final Record record,
            final long number,
            final Supplier<Optional<Record>> source,
            final Consumer<FieldLocation> converted) {
        this.record = record;
        this.number = number;
        this.source = source;
        this.converted = converted;
    }

    /**
     * Returns a record in the place of this one.
     */
    InputRecord replacedBy(final Record replacement) {
        return new InputRecord(replacement, number, source, converted);
    }

    /** Returns the record with the schema and types of its reader; must not be modified. */
    public Record record() {
        return record;
    }

    /** Returns the number of the record, from 1. */
    public long number() {
        return number;
    }

    /**
     * Records the original text of a value that the reader converted.
     *
     * @param text as it is in the file
     */
    public void note(final FieldLocation location, final String text) {
        texts.put(location, text);
        converted.accept(location);
    }

    /**
     * Returns the original texts of converted values that were read so far, by location.
     */
    Map<FieldLocation, String> texts() {
        return texts;
    }

    /**
     * Returns the record in a form that record paths can read, with the types of its values where the schema has a
     * choice.
     */
    public Record view() {
        if (view == null) {
            view = RecordView.of(record);
        }

        return view;
    }

    /**
     * Returns the values for which the header of a CSV file has no field.
     */
    public SurplusValues surplus() {
        if (surplus == null) {
            surplus = SurplusValues.of(record);
        }

        return surplus;
    }

    /**
     * Returns the record without conversions, or empty if it cannot be read that way.
     */
    public Optional<Record> raw() {
        if (raw == null) {
            raw = source.get().map(RecordView::of);
        }

        return raw;
    }
}
