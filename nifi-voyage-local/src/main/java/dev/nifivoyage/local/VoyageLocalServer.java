/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local;

import dev.nifivoyage.local.batch.BatchDirectory;
import dev.nifivoyage.local.batch.BatchJob;
import dev.nifivoyage.local.batch.BatchRequestParser;
import dev.nifivoyage.local.batch.BatchStore;
import dev.nifivoyage.local.batch.BatchWorkers;
import dev.nifivoyage.local.behavior.Behavior;
import dev.nifivoyage.local.clock.ServerClock;
import dev.nifivoyage.local.endpoint.Endpoints;
import dev.nifivoyage.local.fault.Faults;
import dev.nifivoyage.local.file.FileStore;
import dev.nifivoyage.local.http.BatchRoutes;
import dev.nifivoyage.local.http.EndpointRoutes;
import dev.nifivoyage.local.http.FileRoutes;
import dev.nifivoyage.local.http.HttpServers;
import dev.nifivoyage.local.http.LocalRoutes;
import dev.nifivoyage.local.http.SignedUrls;
import dev.nifivoyage.local.http.StorageRoutes;
import dev.nifivoyage.local.id.IdSource;
import dev.nifivoyage.local.ledger.Ledger;
import dev.nifivoyage.local.ledger.RequestCounter;
import dev.nifivoyage.local.vector.VectorEncoding;
import io.javalin.Javalin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;

/**
 * A running server. A later one with the same data directory has its files, batches, and ledger.
 */
public final class VoyageLocalServer implements AutoCloseable {

    private final DataDirectory directory;
    private final Faults faults;
    private final Ledger ledger;
    private final RequestCounter requests = new RequestCounter();
    private final BatchWorkers workers;
    private final Javalin storage;
    private final Javalin api;
    private final URI baseUri;

    private VoyageLocalServer(final VoyageLocalOptions options) throws IOException {
        final Behavior behavior = options.behavior();
        faults = new Faults(options.seed(), options.delays());
        faults.set(options.faults());
        directory = DataDirectory.open(options.dataDirectory());
        final BatchDirectory batchDirectory = new BatchDirectory(directory.batches());
        ledger = new Ledger(directory.ledger(), batchDirectory.billed());
        final ServerClock clock = new ServerClock(options.timeScale(), batchDirectory.lastTime());
        final IdSource ids = new IdSource();
        final FileStore files = new FileStore(directory.files(), clock, ids);
        final Endpoints endpoints = new Endpoints(options.vectors().open(), new VectorEncoding(options.numberFormat()));
        final SignedUrls urls = new SignedUrls(clock);
        workers = new BatchWorkers(new BatchWorkers.Storage(files, batchDirectory, ledger), clock, faults, behavior);
        final BatchStore batches =
                new BatchStore(clock, ids, behavior.maximumBatches(), behavior.maximumTokens(), batchDirectory);
        final List<BatchJob> earlier = batchDirectory.load(endpoints);
        batches.addAll(earlier);
        final BatchRoutes batchRoutes = new BatchRoutes(
                new BatchRequestParser(endpoints, behavior.unconfirmedBatchModels()),
                new BatchRoutes.Batches(batches, workers),
                files,
                faults,
                clock);
        final HttpServers servers = new HttpServers(faults, behavior.errorCodes(), requests);
        storage = servers.storage(new StorageRoutes(files, urls, faults));
        api = servers.api(
                options.apiKeys(),
                new FileRoutes(files, new FileRoutes.StorageAddress(urls, storage::port), faults, behavior, clock),
                batchRoutes,
                new EndpointRoutes(endpoints, ledger, faults),
                new LocalRoutes(ledger, requests, faults));
        try {
            earlier.forEach(workers::resume);
            storage.start(options.host(), options.storagePort());
            api.start(options.host(), options.port());
        } catch (final RuntimeException e) {
            close();
            throw e;
        }
        baseUri = URI.create("http://" + (options.host().contains(":") ? "[" + options.host() + "]" : options.host())
                + ":" + api.port() + "/v1");
    }

    /**
     * Starts a server; it takes requests when this returns.
     *
     * @throws UncheckedIOException if the data directory cannot be used
     */
    public static VoyageLocalServer start(final VoyageLocalOptions options) {
        try {
            return new VoyageLocalServer(options);
        } catch (final IOException e) {
            throw new UncheckedIOException("The server cannot use its data directory: " + e.getMessage(), e);
        }
    }

    /**
     * Address of the API; ends with {@code /v1}.
     */
    public URI baseUri() {
        return baseUri;
    }

    public Ledger ledger() {
        return ledger;
    }

    public RequestCounter requests() {
        return requests;
    }

    public Faults faults() {
        return faults;
    }

    @Override
    public void close() {
        api.stop();
        storage.stop();
        try {
            workers.close();
            ledger.close();
            directory.close();
        } catch (final IOException e) {
            throw new UncheckedIOException("The server's data cannot be closed", e);
        }
    }
}
