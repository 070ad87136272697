/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nifivoyage.local.endpoint.BilledUsage;
import dev.nifivoyage.local.endpoint.Endpoint;
import dev.nifivoyage.local.endpoint.Endpoints;
import dev.nifivoyage.local.error.ApiError;
import dev.nifivoyage.local.fault.Faults;
import dev.nifivoyage.local.fault.RequestTexts;
import dev.nifivoyage.local.ledger.Ledger;
import dev.nifivoyage.local.ledger.LedgerEntry;
import dev.nifivoyage.local.vector.ByteSink;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;

/**
 * The model endpoints in real time.
 */
public final class EndpointRoutes {

    private final Endpoints endpoints;
    private final Ledger ledger;
    private final Faults faults;

    public EndpointRoutes(final Endpoints endpoints, final Ledger ledger, final Faults faults) {
        this.endpoints = endpoints;
        this.ledger = ledger;
        this.faults = faults;
    }

    void addTo(final RoutesConfig routes) {
        for (final Endpoint endpoint : endpoints.all()) {
            routes.post(endpoint.path(), context -> response(context, endpoint));
        }
    }

    private void response(final Context context, final Endpoint endpoint) {
        final ObjectNode request = RequestBody.object(context);
        // parameters are looked at first, as one of them concerns all texts
        endpoint.checkParameters(request);
        faults.rejections().of(RequestTexts.of(request)).ifPresent(rejection -> {
            throw new ApiError(rejection.status(), rejection.detail(), null);
        });
        final ByteSink body = new ByteSink(1 << 14);
        final BilledUsage billed = endpoint.response(request, 0, body);
        ledger.add(LedgerEntry.realTime(
                endpoint.path(), request.get("model").textValue(), billed.tokens(), billed.pixels()));
        context.contentType("application/json").result(body.toByteArray());
    }
}
