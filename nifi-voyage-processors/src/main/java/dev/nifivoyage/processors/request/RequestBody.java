/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.request;

import com.fasterxml.jackson.core.JsonGenerator;

import java.io.IOException;

/**
 * The fields of a request's {@code body} that differ between the requests of a job.
 */
public interface RequestBody {

    /**
     * Writes the fields of the body.
     */
    void write(JsonGenerator generator) throws IOException;

    /**
     * Returns the number of texts, which Voyage counts as inputs of a job.
     */
    int textCount();

    /**
     * Returns the estimated number of billed tokens, see {@link TokenEstimate}.
     */
    long estimatedTokens();
}
