/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.cache;

import org.apache.nifi.logging.ComponentLog;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The open directories of all services of this class loader. A directory is opened by the first service that acquires
 * it and closed by the last one that releases it; both exclude each other, and every other use of the same directory.
 */
final class LocalCaches {
    private static final ConcurrentMap<Path, Shared> OPEN = new ConcurrentHashMap<>();

    private LocalCaches() {}

    /**
     * The use of a cache by one service, to be closed by it. Closing it again has no effect.
     *
     * @param shared true if another service had opened it
     */
    record Lease(LocalCache cache, boolean shared, Runnable release) implements AutoCloseable {
        @Override
        public void close() {
            release.run();
        }
    }

    /**
     * An action with the directory while no service opens or closes it.
     */
    interface Inspection<T> {
        T inspect(Optional<LocalCache> open) throws IOException;
    }

    private record Shared(LocalCache cache, int users) {}

    /**
     * Opens the directory of the settings, unless another service has already opened it.
     *
     * @throws IOException with the reason of the failure; nothing is opened then
     */
    static Lease acquire(final CacheOwner owner, final InstantSource clock, final ComponentLog logger)
            throws IOException {
        final Path directory = owner.settings().directory();
        if (directory == null) {
            final LocalCache own = LocalCache.open(owner, clock, logger);
            return new Lease(own, false, own::close);
        }

        final Path path = CacheDirectory.create(directory);
        try {
            final Shared acquired = OPEN.compute(
                    path,
                    (same, open) -> open == null
                            ? new Shared(openUnchecked(owner, clock, logger), 1)
                            : new Shared(open.cache(), open.users() + 1));
            final AtomicBoolean released = new AtomicBoolean();
            return new Lease(acquired.cache(), acquired.cache().owner() != owner, () -> {
                if (released.compareAndSet(false, true)) {
                    release(path);
                }
            });
        } catch (final UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /**
     * Inspects an existing directory.
     */
    static <T> T inspect(final Path directory, final Inspection<T> inspection) throws IOException {
        final AtomicReference<T> result = new AtomicReference<>();
        try {
            OPEN.compute(directory.toRealPath(), (same, open) -> {
                try {
                    result.set(inspection.inspect(Optional.ofNullable(open).map(Shared::cache)));
                    return open;
                } catch (final IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            return result.get();
        } catch (final UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void release(final Path path) {
        final AtomicReference<RuntimeException> failure = new AtomicReference<>();
        OPEN.compute(path, (same, open) -> {
            if (open.users() > 1) {
                return new Shared(open.cache(), open.users() - 1);
            }

            try {
                open.cache().close();
            } catch (final RuntimeException e) {
                // forgotten nevertheless, because it cannot be used any more
                failure.set(e);
            }
            return null;
        });
        if (failure.get() != null) {
            throw failure.get();
        }
    }

    private static LocalCache openUnchecked(
            final CacheOwner owner, final InstantSource clock, final ComponentLog logger) {
        try {
            return LocalCache.open(owner, clock, logger);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
