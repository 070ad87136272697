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
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;

/**
 * Keeps the durable tier working through damage and full disks: sets damaged vectors aside and starts empty, and limits
 * the tier on a disk with little space. {@link #repair} and {@link #close} change the tier, and must not run while it
 * is in use.
 */
final class DurableStore implements AutoCloseable {
    private static final Duration REPAIRS_EVERY = Duration.ofMinutes(1);
    /** Share of the available space for vectors if it is less than the configured maximum. */
    private static final double USABLE = 0.9;
    /** Minimum free bytes to open a store again after a full disk. */
    private static final long ROOM_TO_REPAIR = StoreOptions.SMALLEST * 2;

    private final CacheDirectory directory;
    private final CacheSettings settings;
    private final InstantSource clock;
    private volatile DurableTier tier;
    private volatile long generation;
    private Instant nextRepair = Instant.MIN;

    private DurableStore(final CacheDirectory directory, final CacheSettings settings, final InstantSource clock) {
        this.directory = directory;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * Opens the directory of the settings.
     *
     * @throws IOException with the reason of the failure; nothing is opened then
     */
    static DurableStore open(final CacheSettings settings, final InstantSource clock, final ComponentLog logger)
            throws IOException {
        final CacheDirectory directory = CacheDirectory.open(settings.directory());
        final DurableStore store = new DurableStore(directory, settings, clock);
        boolean opened = false;
        try {
            store.openTier(logger);
            opened = true;
            return store;
        } finally {
            if (!opened) {
                directory.close();
            }
        }
    }

    /**
     * Returns the maximum bytes for vectors on this disk; less than {@link StoreOptions#SMALLEST} means that there is
     * no space for a store.
     */
    static long maximumBytes(final CacheSettings settings) throws IOException {
        final long room = CacheDirectory.room(settings.directory());
        return room >= settings.maximumBytes() ? settings.maximumBytes() : (long) (room * USABLE);
    }

    /**
     * Returns the tier; null while there is no space for it.
     */
    DurableTier tier() {
        return tier;
    }

    /**
     * Returns the number of repairs so far, each of which may lose vectors that are not flushed.
     */
    long generation() {
        return generation;
    }

    /**
     * Returns true if {@link #repair} may help after a failed write.
     */
    synchronized boolean isRepairable(final IOException failure) {
        if (!(failure instanceof final StoreException broken) || clock.instant().isBefore(nextRepair)) {
            return false;
        }

        return switch (broken.kind()) {
            case DAMAGED -> settings.damageStrategy() == DamageStrategy.SET_ASIDE;
            case NO_ROOM -> directory.freeBytes() >= ROOM_TO_REPAIR;
            case LOCKED, ENVIRONMENT -> false;
        };
    }

    /**
     * Opens the tier again, empty if it is damaged.
     *
     * @param evictions evictions to store in an empty tier
     * @param logger of the service whose write failed
     */
    synchronized void repair(
            final StoreException failure, final Map<String, Eviction> evictions, final ComponentLog logger)
            throws IOException {
        // each repair may discard the content of the directory, so a disk that keeps failing must not be repaired
        // forever
        nextRepair = clock.instant().plus(REPAIRS_EVERY);
        generation++;
        closeTier();
        if (failure.kind() == StoreException.Kind.DAMAGED) {
            setAside(failure, logger);
        }
        openTier(logger);
        if (tier != null && failure.kind() == StoreException.Kind.DAMAGED) {
            for (final Map.Entry<String, Eviction> eviction : evictions.entrySet()) {
                tier.putEviction(eviction.getKey(), eviction.getValue());
            }
        }
    }

    @Override
    public synchronized void close() {
        try {
            closeTier();
        } finally {
            directory.close();
        }
    }

    private void openTier(final ComponentLog logger) throws IOException {
        final long maximumBytes = maximumBytes(settings);
        if (maximumBytes < StoreOptions.SMALLEST) {
            logger.warn(
                    "The disk of {} is full: vectors are kept in memory only, until all services with this directory are disabled and enabled again with more space",
                    settings.directory());
            return;
        }
        if (maximumBytes < settings.maximumBytes()) {
            logger.warn(
                    "The disk of {} has too little space for Maximum Size on Disk: the cache is limited to {} bytes instead of {}",
                    settings.directory(),
                    maximumBytes,
                    settings.maximumBytes());
        }

        try {
            tier = open(maximumBytes);
        } catch (final StoreException e) {
            if (e.kind() == StoreException.Kind.NO_ROOM) {
                logger.warn(
                        "The disk of {} is full: vectors are kept in memory only, until all services with this directory are disabled and enabled again with more space",
                        settings.directory(),
                        e);
                return;
            }
            if (e.kind() != StoreException.Kind.DAMAGED || settings.damageStrategy() == DamageStrategy.REJECT) {
                throw e;
            }
            setAside(e, logger);
            tier = open(maximumBytes);
        }
    }

    private DurableTier open(final long maximumBytes) throws IOException {
        return DurableTier.open(directory.vectors(), maximumBytes, settings.timeToLive());
    }

    private void setAside(final IOException damage, final ComponentLog logger) throws IOException {
        final Path damaged = directory.setAside(clock.instant());
        logger.warn(
                "The cache in {} is damaged. Its vectors are set aside as {}, which may be removed, and the cache starts empty. Check the disk",
                settings.directory(),
                damaged,
                damage);
    }

    private void closeTier() {
        final DurableTier open = tier;
        tier = null;
        if (open != null) {
            open.close();
        }
    }
}
