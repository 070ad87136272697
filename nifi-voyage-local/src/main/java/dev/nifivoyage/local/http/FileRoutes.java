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
import com.fasterxml.jackson.databind.node.TextNode;
import dev.nifivoyage.local.behavior.Behavior;
import dev.nifivoyage.local.clock.ServerClock;
import dev.nifivoyage.local.error.ApiError;
import dev.nifivoyage.local.error.ValidationErrors;
import dev.nifivoyage.local.fault.Faults;
import dev.nifivoyage.local.fault.VisibilityLags;
import dev.nifivoyage.local.file.FilePurpose;
import dev.nifivoyage.local.file.FileStore;
import dev.nifivoyage.local.file.StoredFile;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;

/**
 * The Files API.
 */
public final class FileRoutes {

    private static final int MAXIMUM_PAGE = 10_000;

    private final FileStore files;
    private final FileUpload upload;
    private final ContentSender sender;
    private final Faults faults;
    private final ServerClock clock;
    private final Behavior behavior;
    private final StorageAddress storage;

    /**
     * The address of the storage.
     *
     * @param port known only after the start of the server
     */
    public record StorageAddress(SignedUrls urls, IntSupplier port) {}

    public FileRoutes(
            final FileStore files,
            final StorageAddress storage,
            final Faults faults,
            final Behavior behavior,
            final ServerClock clock) {
        this.files = files;
        this.faults = faults;
        this.behavior = behavior;
        this.clock = clock;
        this.storage = storage;
        this.upload = new FileUpload(files, behavior.maximumFileBytes());
        this.sender = new ContentSender(faults);
    }

    void addTo(final RoutesConfig routes) {
        routes.post(
                "/v1/files",
                context -> Replies.json(context, upload.receive(context).toJson()));
        routes.get("/v1/files", this::list);
        routes.post("/v1/files/delete", this::deleteAll);
        routes.get(
                "/v1/files/{id}", context -> Replies.json(context, find(context).toJson()));
        routes.delete("/v1/files/{id}", this::delete);
        routes.get("/v1/files/{id}/content", this::content);
    }

    private void list(final Context context) {
        final ListPage page = ListPage.of(context, MAXIMUM_PAGE, MAXIMUM_PAGE);
        final ValidationErrors errors = new ValidationErrors();
        final String purpose = context.queryParam("purpose");
        if (purpose != null && FilePurpose.ofWireName(purpose).isEmpty()) {
            errors.notOneOf(
                    TextNode.valueOf(purpose),
                    new String[] {"batch", "batch-output", "batch-error"},
                    "query",
                    "purpose");
        }
        final String order = context.queryParam("order");
        if (order != null && !order.equals("asc") && !order.equals("desc")) {
            errors.notOneOf(TextNode.valueOf(order), new String[] {"asc", "desc"}, "query", "order");
        }
        errors.throwIfAny();
        final List<StoredFile> found = new ArrayList<>(files.list(Authentication.project(context)));
        found.removeIf(file -> purpose != null && !file.purpose().wireName().equals(purpose));
        Replies.json(
                context,
                page.cut("asc".equals(order) ? found : found.reversed(), StoredFile::id, StoredFile::toJson, "File"));
    }

    private void delete(final Context context) {
        final StoredFile file = find(context);
        files.deleteAll(file.project(), List.of(file.id()));
        Replies.json(
                context,
                JsonNodeFactory.instance
                        .objectNode()
                        .put("id", file.id())
                        .put("object", "file")
                        .put("deleted", true));
    }

    private void deleteAll(final Context context) {
        final JsonNode body = RequestBody.validated(context);
        final ValidationErrors errors = new ValidationErrors();
        final List<String> ids = new ArrayList<>();
        if (!body.isObject()) {
            errors.notObject(body, "body");
        } else if (!body.has("file_ids")) {
            errors.missing(body, "body", "file_ids");
        } else if (!body.get("file_ids").isArray()) {
            errors.notList(body.get("file_ids"), "body", "file_ids");
        } else {
            for (final JsonNode id : body.get("file_ids")) {
                if (id.isTextual()) {
                    ids.add(id.textValue());
                } else {
                    errors.notText(id, "body", "file_ids");
                }
            }
        }
        errors.throwIfAny();
        final List<String> unknown = files.deleteAll(Authentication.project(context), ids);
        final ObjectNode response = JsonNodeFactory.instance.objectNode().put("success", unknown.isEmpty());
        if (!unknown.isEmpty()) {
            final ArrayNode list = response.putArray("error_file_ids");
            unknown.forEach(list::add);
        }
        Replies.json(context, response);
    }

    private void content(final Context context) throws IOException {
        final StoredFile file = find(context);
        if (behavior.directContent()) {
            sender.send(context, file);
            return;
        }
        final String host = context.req().getServerName();
        final String address = "http://" + (host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host) + ":"
                + storage.port().getAsInt();
        context.status(307)
                .header(
                        "Location",
                        address
                                + storage.urls()
                                        .sign(file.id(), faults.downloads().takeExpiredUrl()));
    }

    private StoredFile find(final Context context) {
        return files.find(Authentication.project(context), context.pathParam("id"))
                .filter(file -> !faults.lags().hides(VisibilityLags.Place.FILE, file.createdAt(), clock.now()))
                .orElseThrow(() -> new ApiError(404, "File not found"));
    }
}
