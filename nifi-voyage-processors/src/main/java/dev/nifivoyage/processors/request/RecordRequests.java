/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.request;

import org.apache.nifi.serialization.MalformedRecordException;

import java.io.IOException;

/**
 * Iterates over the requests of records in order. Each record belongs to exactly one request.
 */
public interface RecordRequests {

    /**
     * Returns the request of the next records, or null at the end.
     */
    RecordRequest next() throws IOException, MalformedRecordException;
}
