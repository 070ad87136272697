/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.http;

import dev.nifivoyage.local.batch.BatchJob;
import dev.nifivoyage.local.batch.BatchRequest;
import dev.nifivoyage.local.batch.BatchRequestParser;
import dev.nifivoyage.local.batch.BatchStore;
import dev.nifivoyage.local.batch.BatchWorkers;
import dev.nifivoyage.local.clock.ServerClock;
import dev.nifivoyage.local.error.ApiError;
import dev.nifivoyage.local.fault.Faults;
import dev.nifivoyage.local.fault.VisibilityLags;
import dev.nifivoyage.local.file.FilePurpose;
import dev.nifivoyage.local.file.FileStore;
import dev.nifivoyage.local.file.StoredFile;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;

import java.time.Instant;
import java.util.List;

/**
 * The Batch API.
 */
public final class BatchRoutes {

    private static final int USUAL_PAGE = 20;
    private static final int MAXIMUM_PAGE = 100;

    private final BatchRequestParser parser;
    private final Batches batches;
    private final FileStore files;
    private final Faults faults;
    private final ServerClock clock;
    private final StaleLists lists = new StaleLists();

    /**
     * The batches and their workers.
     */
    public record Batches(BatchStore store, BatchWorkers workers) {}

    public BatchRoutes(
            final BatchRequestParser parser,
            final Batches batches,
            final FileStore files,
            final Faults faults,
            final ServerClock clock) {
        this.parser = parser;
        this.batches = batches;
        this.files = files;
        this.faults = faults;
        this.clock = clock;
    }

    void addTo(final RoutesConfig routes) {
        routes.post("/v1/batches", this::create);
        routes.get("/v1/batches", this::list);
        routes.get(
                "/v1/batches/{id}",
                context -> Replies.json(context, find(context).toJson()));
        routes.post("/v1/batches/{id}/cancel", this::cancel);
    }

    private void create(final Context context) {
        final String project = Authentication.project(context);
        final BatchRequest request = parser.parse(RequestBody.validated(context));
        final StoredFile input = files.find(project, request.inputFileId())
                .filter(file -> isSeen(VisibilityLags.Place.FILE, file.createdAt()))
                .orElseThrow(() -> new ApiError(404, "Input file not found"));
        if (input.purpose() != FilePurpose.BATCH) {
            throw new ApiError(
                    400,
                    "The input file must have the purpose 'batch', but has '"
                            + input.purpose().wireName() + "'.");
        }
        final BatchJob job = batches.store().create(project, request, input.bytes(), faults.batches());
        Replies.json(context, job.toJson());
        batches.workers().start(job, input);
    }

    private void list(final Context context) {
        final ListPage page = ListPage.of(context, USUAL_PAGE, MAXIMUM_PAGE);
        final String project = Authentication.project(context);
        final List<StaleLists.Item> listed = lists.list(
                project,
                faults.lags().listAge(),
                clock.now(),
                () -> batches.store().list(project).reversed().stream()
                        .filter(job -> isSeen(VisibilityLags.Place.BATCH_LIST, job.createdAt()))
                        .map(job -> new StaleLists.Item(job.id(), job.toJson()))
                        .toList());
        Replies.json(context, page.cut(listed, StaleLists.Item::id, StaleLists.Item::json, "Batch"));
    }

    private void cancel(final Context context) {
        final BatchJob job = find(context);
        if (!batches.workers().cancel(job)) {
            throw new ApiError(
                    400,
                    "Batch " + job.id() + " cannot be cancelled: its status is '"
                            + job.state().wireName()
                            + "'. Only 'validating' and 'in_progress' batches can be cancelled.");
        }
        Replies.json(context, job.toJson());
    }

    private BatchJob find(final Context context) {
        return batches.store()
                .find(Authentication.project(context), context.pathParam("id"))
                .filter(job -> isSeen(VisibilityLags.Place.BATCH, job.createdAt()))
                .orElseThrow(() -> new ApiError(404, "Batch not found"));
    }

    private boolean isSeen(final VisibilityLags.Place place, final Instant createdAt) {
        return !faults.lags().hides(place, createdAt, clock.now());
    }
}
