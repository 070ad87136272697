/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nifivoyage.local.error.ApiError;
import dev.nifivoyage.local.fault.Faults;
import dev.nifivoyage.local.ledger.Ledger;
import dev.nifivoyage.local.ledger.LedgerEntry;
import dev.nifivoyage.local.ledger.LedgerTotals;
import dev.nifivoyage.local.ledger.RequestCounter;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;

/**
 * Endpoints that the real server does not have, under {@code /_local}: health, ledger, counts of requests, and faults.
 * They require a key if the server was started with keys.
 */
public final class LocalRoutes {

    private static final int USUAL_ENTRIES = 1_000;
    private static final int MAXIMUM_ENTRIES = 10_000;

    private final Ledger ledger;
    private final RequestCounter requests;
    private final Faults faults;

    public LocalRoutes(final Ledger ledger, final RequestCounter requests, final Faults faults) {
        this.ledger = ledger;
        this.requests = requests;
        this.faults = faults;
    }

    void addTo(final RoutesConfig routes) {
        routes.get(
                "/_local/health",
                context -> Replies.json(
                        context, JsonNodeFactory.instance.objectNode().put("status", "ok")));
        routes.get("/_local/ledger", this::ledger);
        routes.delete("/_local/ledger", context -> {
            ledger.reset();
            context.status(204);
        });
        routes.get("/_local/requests", this::requests);
        routes.delete("/_local/requests", context -> {
            requests.reset();
            context.status(204);
        });
        routes.get(
                "/_local/faults",
                context -> context.contentType("application/json")
                        .result(faults.plan().toJson()));
        routes.put("/_local/faults", this::setFaults);
        routes.delete("/_local/faults", context -> {
            faults.clear();
            context.status(204);
        });
    }

    private void setFaults(final Context context) {
        try {
            faults.set(context.body());
        } catch (final IllegalArgumentException e) {
            throw new ApiError(400, e.getMessage());
        }
        context.contentType("application/json").result(faults.plan().toJson());
    }

    private void requests(final Context context) {
        final ObjectNode response = JsonNodeFactory.instance.objectNode();
        requests.counts().forEach(response::put);
        Replies.json(context, response);
    }

    private void ledger(final Context context) {
        final int limit = ListPage.of(context, USUAL_ENTRIES, MAXIMUM_ENTRIES).limit();
        final long offset = offset(context.queryParam("offset"));
        final LedgerTotals totals = ledger.totals();
        final ObjectNode response = JsonNodeFactory.instance.objectNode();
        response.putObject("totals")
                .put("requests", totals.requests())
                .put("tokens", totals.tokens())
                .put("pixels", totals.pixels())
                .put("batch_requests", totals.batchRequests())
                .put("batch_tokens", totals.batchTokens())
                .put("real_time_requests", totals.realTimeRequests())
                .put("real_time_tokens", totals.realTimeTokens());
        final ArrayNode entries = response.put("offset", offset).putArray("entries");
        for (final LedgerEntry entry : ledger.entries(offset, limit)) {
            entries.addObject()
                    .put("batch_id", entry.batchId())
                    .put("custom_id", entry.customId())
                    .put("endpoint", entry.endpoint())
                    .put("model", entry.model())
                    .put("tokens", entry.tokens())
                    .put("pixels", entry.pixels())
                    .put("real_time", entry.realTime());
        }
        Replies.json(context, response.put("has_more", offset + entries.size() < totals.requests()));
    }

    private static long offset(final String text) {
        if (text == null) {
            return 0;
        }
        if (!text.matches("\\d{1,15}")) {
            throw new ApiError(400, "The offset '" + text + "' is not a valid number of entries to skip.");
        }
        return Long.parseLong(text);
    }
}
