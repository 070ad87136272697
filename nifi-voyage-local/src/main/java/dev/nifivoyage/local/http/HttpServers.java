/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.http;

import dev.nifivoyage.local.error.ApiError;
import dev.nifivoyage.local.fault.ConnectionResets;
import dev.nifivoyage.local.fault.Faults;
import dev.nifivoyage.local.fault.Stalls;
import dev.nifivoyage.local.fault.StatusBursts;
import dev.nifivoyage.local.ledger.RequestCounter;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Creates the two HTTP servers: the API, and the storage of its signed URLs. Both apply faults, and add a request ID to
 * each response.
 */
public final class HttpServers {

    private static final int THREADS = 64;
    private static final int SPARE_THREADS = 4;
    private static final System.Logger LOGGER = System.getLogger(HttpServers.class.getName());

    private final Faults faults;
    private final boolean errorCodes;
    private final RequestCounter requests;

    public HttpServers(final Faults faults, final boolean errorCodes, final RequestCounter requests) {
        this.faults = faults;
        this.errorCodes = errorCodes;
        this.requests = requests;
    }

    /**
     * @param apiKeys {@code key} or {@code key=project}; empty for any key
     */
    public Javalin api(
            final List<String> apiKeys,
            final FileRoutes files,
            final BatchRoutes batches,
            final EndpointRoutes endpoints,
            final LocalRoutes local) {
        final Authentication authentication = new Authentication(apiKeys);
        return Javalin.create(config -> {
            configure(config);
            config.routes.before("/v1/*", authentication::check);
            if (!apiKeys.isEmpty()) {
                config.routes.before("/_local/*", authentication::check);
            }
            files.addTo(config.routes);
            batches.addTo(config.routes);
            endpoints.addTo(config.routes);
            local.addTo(config.routes);
        });
    }

    public Javalin storage(final StorageRoutes storage) {
        return Javalin.create(config -> {
            configure(config);
            storage.addTo(config.routes);
        });
    }

    private void configure(final JavalinConfig config) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.http.compressionStrategy = CompressionStrategy.NONE;
        config.http.prefer405over404 = true;
        final QueuedThreadPool threads = new QueuedThreadPool(THREADS, SPARE_THREADS);
        threads.setName("voyage-local");
        threads.setDaemon(true);
        config.jetty.threadPool = threads;
        final RoutesConfig routes = config.routes;
        routes.before(this::meetFaults);
        routes.after(context -> {
            if (context.path().startsWith("/_local/")) {
                return;
            }
            final String method = context.method().name();
            faults.stalls().take(Stalls.Moment.AFTER, method, context.path()).ifPresent(Connections::stall);
            if (faults.resets().take(ConnectionResets.Moment.AFTER, method, context.path())) {
                Connections.reset(context);
            }
        });
        routes.exception(ApiError.class, (error, context) -> Replies.rejection(context, error, errorCodes));
        routes.exception(
                HttpResponseException.class, (error, context) -> Replies.rejection(context, plain(error), errorCodes));
        routes.exception(Exception.class, (error, context) -> {
            LOGGER.log(
                    System.Logger.Level.WARNING,
                    () -> context.method().name() + " " + context.path() + " failed",
                    error);
            if (!context.res().isCommitted()) {
                Replies.rejection(context, new ApiError(500, "Internal Server Error"), errorCodes);
            }
        });
    }

    private void meetFaults(final Context context) {
        context.header("x-request-id", UUID.randomUUID().toString());
        if (context.path().startsWith("/_local/")) {
            return;
        }
        final String method = context.method().name();
        requests.count(method, context.path());
        final Optional<Duration> halfOpen = faults.stalls().take(Stalls.Moment.INSTEAD, method, context.path());
        if (halfOpen.isPresent()) {
            Connections.stall(halfOpen.get());
            Connections.close(context);
            context.skipRemainingHandlers();
            return;
        }
        faults.stalls().take(Stalls.Moment.BEFORE, method, context.path()).ifPresent(Connections::stall);
        if (faults.resets().take(ConnectionResets.Moment.BEFORE, method, context.path())) {
            Connections.reset(context);
            context.skipRemainingHandlers();
            return;
        }
        final Optional<StatusBursts.Burst> burst = faults.statuses().take(method, context.path());
        if (burst.isPresent()) {
            if (burst.get().retryAfter() != null) {
                context.header("Retry-After", burst.get().retryAfter().toString());
            }
            throw new ApiError(burst.get().status(), burst.get().detailOrDefault());
        }
    }

    private static ApiError plain(final HttpResponseException error) {
        final String detail = switch (error.getStatus()) {
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            default -> error.getMessage() == null ? "Error" : error.getMessage();
        };
        return new ApiError(error.getStatus(), detail);
    }
}
