/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.nifi;

import com.fasterxml.jackson.databind.JsonNode;

/** The counters of processors. */
public final class Counters {

    private final NiFiRest rest;

    public Counters(final NiFiRest rest) {
        this.rest = rest;
    }

    /** Returns the value of a counter; 0 if it was never adjusted. */
    public long value(final String processorId, final String name) {
        for (final JsonNode counter :
                rest.get("/counters").path("counters").path("aggregateSnapshot").path("counters")) {
            // the context of a single processor is "name (id)"
            if (counter.path("name").asText().equals(name)
                    && counter.path("context").asText().endsWith("(" + processorId + ")")) {
                return counter.path("valueCount").asLong();
            }
        }
        return 0;
    }
}
