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
 * Extracts requests from records. Creating a job and downloading its results use the same extractor, so both see the
 * same requests with the same keys.
 */
public interface RequestExtractor {

    /**
     * Returns the requests of all records.
     */
    RecordRequests read(InputRecords records);
}
