/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.realtime;

import org.apache.nifi.flowfile.FlowFile;


/**
 * What became of the rows of a FlowFile.
 *
 * @param embedded the rows with their vectors, or null when there are none
 * @param failed the rows without, or null when there are none
 * @param rowsEmbedded number of rows with vectors
 * @param rowsFailed number of rows without
 * @param refusal how many rows are refused, and why the first is, for the log; null when none is
 */
record EmbeddedRows(FlowFile embedded, FlowFile failed, long rowsEmbedded, long rowsFailed, String refusal) {
}
