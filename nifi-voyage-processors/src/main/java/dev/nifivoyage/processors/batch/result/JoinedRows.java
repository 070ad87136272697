/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result;

import org.apache.nifi.flowfile.FlowFile;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The rows of a FlowFile after the join. A FlowFile is null when it would have no row.
 *
 * @param embedded rows with their vectors
 * @param failed rows with their errors
 * @param unprocessed rows as they were
 * @param account how many rows are in each
 * @param refusal how many rows are refused, and why the first is, for the log; null when none is
 */
public record JoinedRows(FlowFile embedded, FlowFile failed, FlowFile unprocessed, RowAccount account, String refusal) {

    /**
     * The FlowFiles there are.
     */
    public List<FlowFile> flowFiles() {
        return Stream.of(embedded, failed, unprocessed).filter(Objects::nonNull).toList();
    }
}
