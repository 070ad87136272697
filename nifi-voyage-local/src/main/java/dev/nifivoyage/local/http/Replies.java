/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nifivoyage.local.error.ApiError;
import io.javalin.http.Context;

/**
 * JSON responses.
 */
final class Replies {

    private Replies() {}

    static void json(final Context context, final JsonNode body) {
        context.contentType("application/json").result(body.toString());
    }

    static void rejection(final Context context, final ApiError error, final boolean errorCodes) {
        final ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.set("detail", error.detail());
        if (errorCodes && error.errorCode() != null) {
            body.put("error_code", error.errorCode());
        }
        context.status(error.status());
        json(context, body);
    }
}
