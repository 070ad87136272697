/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.pose;

import org.apache.nifi.flowfile.FlowFile;

/**
 * What became of the rows of a FlowFile.
 *
 * @param described the rows with their texts, or null when there are none
 * @param failed the rows without, or null when there are none
 * @param rowsDescribed number of rows with texts
 * @param rowsFailed number of rows without
 * @param refusal how many rows are refused, and why the first is, for the log; null when none is
 */
record DescribedRows(FlowFile described, FlowFile failed, long rowsDescribed, long rowsFailed, String refusal) {
}
