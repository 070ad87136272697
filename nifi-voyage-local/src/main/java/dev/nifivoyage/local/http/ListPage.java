/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nifivoyage.local.error.ApiError;
import dev.nifivoyage.local.error.ValidationErrors;
import io.javalin.http.Context;

import java.util.List;
import java.util.function.Function;

/**
 * Pages of a list: {@code limit} and {@code after}. Source: the references of "list batches" and "list files".
 */
record ListPage(int limit, String after) {

    static ListPage of(final Context context, final int usual, final int maximum) {
        final ValidationErrors errors = new ValidationErrors();
        final String text = context.queryParam("limit");
        int limit = usual;
        if (text != null) {
            try {
                limit = Integer.parseInt(text.strip());
                if (limit < 1) {
                    errors.lessThan(1, text, "query", "limit");
                } else if (limit > maximum) {
                    errors.greaterThan(maximum, text, "query", "limit");
                }
            } catch (final NumberFormatException e) {
                errors.notInteger(text, "query", "limit");
            }
        }
        errors.throwIfAny();
        return new ListPage(limit, context.queryParam("after"));
    }

    /**
     * Returns the list object with this page of the items.
     *
     * @param what name of the items in the error for an unknown cursor
     */
    <T> JsonNode cut(
            final List<T> items, final Function<T, String> id, final Function<T, JsonNode> json, final String what) {
        int from = 0;
        if (after != null) {
            while (from < items.size() && !id.apply(items.get(from)).equals(after)) {
                from++;
            }
            if (from == items.size()) {
                throw new ApiError(404, what + " not found");
            }
            from++;
        }
        final int to = Math.min(items.size(), from + limit);
        final ObjectNode page = JsonNodeFactory.instance.objectNode().put("object", "list");
        final ArrayNode data = page.putArray("data");
        for (final T item : items.subList(from, to)) {
            data.add(json.apply(item));
        }
        return page.put("first_id", from < to ? id.apply(items.get(from)) : null)
                .put("last_id", from < to ? id.apply(items.get(to - 1)) : null)
                .put("has_more", to < items.size());
    }
}
