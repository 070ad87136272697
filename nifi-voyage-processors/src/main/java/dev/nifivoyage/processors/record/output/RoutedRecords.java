/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.record.output;

import dev.nifivoyage.processors.attribute.ErrorAttributes;
import dev.nifivoyage.processors.record.RecordError;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.processor.ProcessSession;

import java.util.List;
import java.util.stream.Stream;

/**
 * The FlowFiles with the routed records of one FlowFile. Lists are empty without records, and usually have one FlowFile
 * otherwise.
 *
 * @param success records with results
 * @param rejected records with errors
 * @param unprocessed unchanged records
 * @param successCount number of input records with a result; more records may be written
 * @param rejectedCount number of records with errors
 * @param unprocessedCount number of unchanged records
 * @param summary summary of the rejected records for the log; null if there are none
 */
public record RoutedRecords(
        List<FlowFile> success,
        List<FlowFile> rejected,
        List<FlowFile> unprocessed,
        long successCount,
        long rejectedCount,
        long unprocessedCount,
        String summary) {

    /**
     * Collects records that have a result or an error.
     *
     * @param read number of records that were read
     */
    public static RoutedRecords of(final RecordOutput success, final RejectedRecords rejected, final long read) {
        return new RoutedRecords(
                success.flowFiles(),
                rejected.flowFiles(),
                List.of(),
                read - rejected.records(),
                rejected.records(),
                0,
                rejected.summary(read));
    }

    /**
     * Collects records that have a result, an error, or neither.
     *
     * @param read number of records that were read
     */
    public static RoutedRecords of(
            final RecordOutput success,
            final RejectedRecords rejected,
            final RecordOutput unprocessed,
            final long read) {
        return new RoutedRecords(
                success.flowFiles(),
                rejected.flowFiles(),
                unprocessed.flowFiles(),
                read - rejected.records() - unprocessed.records(),
                rejected.records(),
                unprocessed.records(),
                rejected.summary(read));
    }

    /**
     * A FlowFile without records, with a result.
     */
    public static RoutedRecords ofContent(final FlowFile success) {
        return new RoutedRecords(List.of(success), List.of(), List.of(), 1, 0, 0, null);
    }

    /**
     * Rejects a FlowFile without records: a clone of it has the error in its attributes.
     *
     * @param noun what the content is called in messages
     */
    public static RoutedRecords ofRejectedContent(
            final ProcessSession session, final FlowFile flowFile, final RecordError error, final String noun) {
        final FlowFile rejected =
                session.putAllAttributes(session.clone(flowFile), ErrorAttributes.of(error.code(), error.message()));
        return new RoutedRecords(
                List.of(),
                List.of(rejected),
                List.of(),
                0,
                1,
                0,
                "Routed the %s to rejected: %s".formatted(noun, error.message()));
    }

    /**
     * Returns all FlowFiles.
     */
    public List<FlowFile> flowFiles() {
        return Stream.of(success, rejected, unprocessed).flatMap(List::stream).toList();
    }
}
