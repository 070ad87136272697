/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.record;

import org.apache.nifi.serialization.record.RecordSchema;

import java.util.List;
import java.util.Optional;

/**
 * The place of a result in the records of an output.
 */
@FunctionalInterface
public interface ResultPlace {

    /**
     * Adds the fields that all records of the output get.
     *
     * @param schema of the records that are read
     */
    RecordSchema schema(RecordSchema schema);

    /**
     * Returns the fields that a writer must not omit, as far as they are known in advance.
     *
     * @param schema of the records that are read
     */
    default List<ResultField> results(final RecordSchema schema) {
        return List.of();
    }

    /**
     * Returns an error if a record has no place for the result, as far as that is known without the result.
     */
    default Optional<RecordError> noPlace(final InputRecord record) {
        return Optional.empty();
    }
}
