/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.benchmark;

import org.apache.avro.file.DataFileReader;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Records written as Avro with an embedded schema.
 */
final class AvroOutputRecords implements OutputRecords {
    private final DataFileReader<GenericRecord> reader;
    private GenericRecord current;

    AvroOutputRecords(final Path file) throws IOException {
        reader = new DataFileReader<>(file.toFile(), new GenericDatumReader<>());
    }

    @Override
    public boolean next() throws IOException {
        if (!reader.hasNext()) {
            return false;
        }

        current = reader.next(current);
        return true;
    }

    @Override
    public int id() {
        return current.get("id") instanceof final Number number ? number.intValue() : -1;
    }

    @Override
    public float[] vector() {
        final List<?> numbers = current.get("embedding") instanceof final List<?> list ? list : List.of();
        final float[] vector = new float[numbers.size()];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (Float) numbers.get(i);
        }
        return vector;
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
