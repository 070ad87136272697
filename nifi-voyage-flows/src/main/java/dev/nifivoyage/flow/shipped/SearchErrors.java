/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.flow.shipped;

import dev.nifivoyage.flow.Group;
import dev.nifivoyage.flow.Port;
import dev.nifivoyage.flow.Processor;

/**
 * The responses of a group of the flow search to requests that fail: a status, and a sentence in JSON.
 */
final class SearchErrors {

    /** Attribute with the HTTP status of an error. */
    static final String STATUS = "search.status";

    private static final String MESSAGE = "search.message";
    private static final String UPSTREAM_MESSAGE = """
        ${executesql.error.message:isEmpty():ifElse(${error.message},\
        'The database cannot be reached or rejected the query: %s has a bulletin with the reason')}""";
    private static final String ERROR =
            "{\"status\":${%s},\"error\":\"${%s:escapeJson()}\"}\n".formatted(STATUS, MESSAGE);

    private final Group group;
    private final Processor write;

    /**
     * Adds the processor that writes errors.
     *
     * @param responses takes them
     */
    SearchErrors(final Group group, final String name, final Port responses) {
        this.group = group;
        write = StockSteps.content(group, name, ERROR);
        group.connect(write, "success", "failure").to(responses);
    }

    /**
     * Returns the processor that writes errors, to be placed.
     */
    Processor write() {
        return write;
    }

    /**
     * Adds a processor for requests that fail.
     */
    Processor error(final String name, final String status, final String message) {
        final Processor error =
                StockSteps.attributes(group, name).setDynamic(STATUS, status).setDynamic(MESSAGE, message);
        group.connect(error, "success").to(write);
        return error;
    }

    /**
     * Adds a processor for requests that Voyage or the database rejects.
     *
     * @param query name of the processor that queries the database
     */
    Processor upstream(final String name, final String query) {
        return error(name, "502", UPSTREAM_MESSAGE.formatted(query));
    }
}
