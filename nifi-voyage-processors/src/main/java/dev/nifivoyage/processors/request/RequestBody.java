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
 * The {@code body} of a request: what of it differs from request to request of a job.
 */
public interface RequestBody {

    /**
     * Writes the fields of the body.
     */
    void write(JsonGenerator generator) throws IOException;

    /**
     * Texts in the body; Voyage counts them as the inputs of a job.
     */
    int texts();

    /**
     * An estimate of the tokens that will be billed, see {@link TokenEstimate}.
     */
    long tokens();
}
