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
 * A record as it was read, which is never changed.
 */
public final class InputRecord {
    private final Record record;
    private final long number;
    private final Supplier<Optional<Record>> source;
    private final Consumer<FieldLocation> converted;
    private final Map<FieldLocation, String> texts = new LinkedHashMap<>();
    private Record view;
    private Optional<Record> raw;

    /**
     * A record.
     *
     * @param number in its FlowFile or file, from 1
     * @param source gives the record with its values as they are in the file, for what a reader took for numbers or times
     * @param converted receives the location of each such text
     */
    InputRecord(
            final Record record,
            final long number,
            final Supplier<Optional<Record>> source,
            final Consumer<FieldLocation> converted) {
        this.record = record;
        this.number = number;
        this.source = source;
        this.converted = converted;
    }

    /** The record, with the schema and the types of its reader; not to be changed. */
    public Record record() {
        return record;
    }

    /** Number of the record, from 1. */
    public long number() {
        return number;
    }

    /**
     * Notes a text that the reader took for something else.
     *
     * @param location of the value
     * @param text as it is in the file
     */
    void note(final FieldLocation location, final String text) {
        texts.put(location, text);
        converted.accept(location);
    }

    /**
     * The texts that were read so far and that the reader took for something else, by where they are.
     */
    Map<FieldLocation, String> texts() {
        return texts;
    }

    /**
     * The record as record paths can read it, with the types of its values where the schema leaves a choice.
     */
    public Record view() {
        if (view == null) {
            view = RecordView.of(record);
        }

        return view;
    }

    /**
     * The record with its values as they are in the file; empty when that is not known.
     */
    Optional<Record> raw() {
        if (raw == null) {
            raw = source.get().map(RecordView::of);
        }

        return raw;
    }
}
