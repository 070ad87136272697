/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result;

import dev.nifivoyage.processors.record.RoutedRecords;

/**
 * The result of joining the records of a FlowFile with the results of its batch job.
 *
 * @param routed FlowFiles with the successful, rejected, and unprocessed records
 * @param counts number of records in each
 * @param emptyTexts number of empty texts that were not sent with the other texts of their records
 */
public record JoinedRecords(RoutedRecords routed, RecordCounts counts, long emptyTexts) {}
