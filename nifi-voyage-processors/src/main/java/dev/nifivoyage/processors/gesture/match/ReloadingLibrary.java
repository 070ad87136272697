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
 * Keeps the library: loads it when it is first needed, and again when its file has changed. While it is loaded again, others go on with the one before, and so do all when the changed file cannot
 * be used. Safe for many threads.
 */
final class ReloadingLibrary {
    /** How often the file is looked at. */
    static final Duration INTERVAL = Duration.ofSeconds(3);

    private final Supplier<ResourceReference> resource;
    private final LibraryLoader loading;
    private final LongSupplier nanoTime;
    private final ComponentLog logger;
    private final LogThrottle repeatedCause;
    private final Lock lock = new ReentrantLock();
    private volatile Loaded loaded;

    /**
     * Loads nothing yet.
     *
     * @param resource resolved anew each time: what is no file yet counts as a text
     */
    ReloadingLibrary(
            final Supplier<ResourceReference> resource,
            final LibraryLoader loading,
            final LongSupplier nanoTime,
            final ComponentLog logger) {
        this.resource = resource;
        this.loading = loading;
        this.nanoTime = nanoTime;
        this.logger = logger;
        this.repeatedCause = new LogThrottle(nanoTime);
    }

    /**
     * A library, of which state of the file, and when that was looked at.
     */
    private record Loaded(RecognitionLibrary library, FileState state, long checkedAt) {}

    /**
     * What changes when a file is written.
     */
    private record FileState(long modified, long length) {}

    /**
     * The library as it is now.
     *
     * @param textVectors as in {@link LibraryLoader#load}
     * @throws dev.nifivoyage.service.api.VoyageException when Voyage refuses a request, and there is no library so far
     * @throws UnusableLibraryException when the library cannot be used, and there is none so far
     */
    RecognitionLibrary library(final RealTimeVectors textVectors) throws IOException {
        final Loaded known = loaded;
        if (known == null) {
            return first(textVectors);
        }

        if (nanoTime.getAsLong() - known.checkedAt() > INTERVAL.toNanos() && lock.tryLock()) {
            try {
                loaded = again(known, textVectors);
            } finally {
                lock.unlock();
            }
        }

        return loaded.library();
    }

    private RecognitionLibrary first(final RealTimeVectors textVectors) throws IOException {
        lock.lock();
        try {
            if (loaded == null) {
                // looked at first: what is written meanwhile is a change
                final ResourceReference now = resource.get();
                final FileState state = state(now);
                loaded = new Loaded(loading.load(now, textVectors), state, nanoTime.getAsLong());
            }
            return loaded.library();
        } finally {
            lock.unlock();
        }
    }

    private Loaded again(final Loaded known, final RealTimeVectors textVectors) {
        final ResourceReference now = resource.get();
        final FileState state = state(now);
        if (state.equals(known.state())) {
            return new Loaded(known.library(), state, nanoTime.getAsLong());
        }

        try {
            final RecognitionLibrary library = loading.load(now, textVectors);
            logger.info(
                    "The library {} has changed: {} labels",
                    now.getLocation(),
                    library.notes().size());
            return new Loaded(library, state, nanoTime.getAsLong());
        } catch (final IOException e) {
            if (repeatedCause.isDue(e.getMessage())) {
                tell(e);
            }
            // the state before: the next look finds a change again
            return new Loaded(known.library(), known.state(), nanoTime.getAsLong());
        }
    }

    private void tell(final IOException cause) {
        if (cause instanceof final UnusableLibraryException unusable && unusable.isMissing()) {
            logger.warn("The library that was read before is used on: {}", cause.getMessage());
        } else {
            logger.error(
                    "The library has changed, but cannot be used. The one before is used until the file is right",
                    cause);
        }
    }

    private static FileState state(final ResourceReference resource) {
        final File file = resource.asFile();
        return file == null ? new FileState(0, 0) : new FileState(file.lastModified(), file.length());
    }
}
