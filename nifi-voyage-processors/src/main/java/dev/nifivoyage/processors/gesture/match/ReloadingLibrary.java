/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture.match;

import dev.nifivoyage.processors.realtime.RealTimeVectors;
import org.apache.nifi.components.resource.ResourceReference;
import org.apache.nifi.logging.ComponentLog;

import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Loads the library when it is first needed, and reloads it when its file changes. While one thread reloads it, others
 * use the previous library, which also remains in use if the changed file cannot be loaded. Thread-safe.
 */
final class ReloadingLibrary {
    /** Interval between checks of the file. */
    static final Duration INTERVAL = Duration.ofSeconds(3);

    private final Supplier<ResourceReference> resource;
    private final LibraryLoader loader;
    private final LongSupplier nanoTime;
    private final ComponentLog logger;
    private final LogThrottle throttle;
    private final Lock lock = new ReentrantLock();
    private volatile Loaded loaded;

    /**
     * @param resource resolved for each check
     */
    ReloadingLibrary(
            final Supplier<ResourceReference> resource,
            final LibraryLoader loader,
            final LongSupplier nanoTime,
            final ComponentLog logger) {
        this.resource = resource;
        this.loader = loader;
        this.nanoTime = nanoTime;
        this.logger = logger;
        this.throttle = new LogThrottle(nanoTime);
    }

    /**
     * A library, the state of the file it was loaded from, and the time of the last check.
     */
    private record Loaded(RecognitionLibrary library, FileState state, long checkedAt) {}

    /**
     * The properties of a file that change when it is written.
     */
    private record FileState(long modified, long length) {}

    /**
     * Returns the current library.
     *
     * @param textVectors see {@link LibraryLoader#load}
     * @throws dev.nifivoyage.service.api.VoyageException if Voyage rejects a request and no library was loaded before
     * @throws UnusableLibraryException if the library cannot be used and no library was loaded before
     */
    RecognitionLibrary library(final RealTimeVectors textVectors) throws IOException {
        final Loaded previous = loaded;
        if (previous == null) {
            return loadFirst(textVectors);
        }

        if (nanoTime.getAsLong() - previous.checkedAt() > INTERVAL.toNanos() && lock.tryLock()) {
            try {
                loaded = reload(previous, textVectors);
            } finally {
                lock.unlock();
            }
        }

        return loaded.library();
    }

    private RecognitionLibrary loadFirst(final RealTimeVectors textVectors) throws IOException {
        lock.lock();
        try {
            if (loaded == null) {
                // read before loading, so that a write in the meantime counts as a change
                final ResourceReference now = resource.get();
                final FileState state = state(now);
                loaded = new Loaded(loader.load(now, textVectors), state, nanoTime.getAsLong());
            }
            return loaded.library();
        } finally {
            lock.unlock();
        }
    }

    private Loaded reload(final Loaded previous, final RealTimeVectors textVectors) {
        final ResourceReference now = resource.get();
        final FileState state = state(now);
        if (state.equals(previous.state())) {
            return new Loaded(previous.library(), state, nanoTime.getAsLong());
        }

        try {
            final RecognitionLibrary library = loader.load(now, textVectors);
            logger.info(
                    "Reloaded library {} with {} labels",
                    now.getLocation(),
                    library.notes().size());
            return new Loaded(library, state, nanoTime.getAsLong());
        } catch (final IOException e) {
            if (throttle.isDue(e.getMessage())) {
                log(e);
            }
            // the previous state, so that the next check finds the change again
            return new Loaded(previous.library(), previous.state(), nanoTime.getAsLong());
        }
    }

    private void log(final IOException cause) {
        if (cause instanceof final UnusableLibraryException unusable && unusable.isMissing()) {
            logger.warn("Continuing with the previously loaded library: {}", cause.getMessage());
        } else {
            logger.error(
                    "The changed library cannot be used. Continuing with the previously loaded library until the file is corrected",
                    cause);
        }
    }

    private static FileState state(final ResourceReference resource) {
        final File file = resource.asFile();
        return file == null ? new FileState(0, 0) : new FileState(file.lastModified(), file.length());
    }
}
