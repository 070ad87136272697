/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.request;

import dev.nifivoyage.processors.record.InputRecords;

/**
 * Tells what requests records ask for. Creating and downloading read records through the same form, so that both see the same requests with the same keys.
 */
public interface RequestExtractor {

    /**
     * The requests of the records that a reader gives.
     */
    RecordRequests read(InputRecords records);
}
