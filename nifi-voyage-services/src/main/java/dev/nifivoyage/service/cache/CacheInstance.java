/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.cache;

import org.apache.nifi.distributed.cache.client.DistributedMapCacheClient;
import org.apache.nifi.logging.ComponentLog;

import java.io.IOException;
import java.time.InstantSource;

/**
 * The tiers of an enabled service, and its share of the directory.
 */
record CacheInstance(TieredCache tiers) {

    /**
     * Reserves the memory and opens the directory, or shares those of another service with the same directory.
     *
     * @param client of the shared tier, or null
     * @throws IOException with the reason of the failure; nothing is reserved then
     */
    static CacheInstance open(
            final CacheOwner owner,
            final DistributedMapCacheClient client,
            final InstantSource clock,
            final ComponentLog logger)
            throws IOException {
        final SharedTier shared = client == null ? null : new SharedTier(client, clock, logger);
        final LocalCaches.Lease lease = LocalCaches.acquire(owner, clock, logger);
        if (lease.shared()) {
            report(lease.cache(), owner.settings(), logger);
        }

        return new CacheInstance(new TieredCache(lease, shared, owner.settings(), clock, logger));
    }

    void close() {
        tiers.close();
    }

    private static void report(final LocalCache cache, final CacheSettings own, final ComponentLog logger) {
        final CacheOwner first = cache.owner();
        logger.info(
                "{} is open already: sharing it and its memory with the service {}", own.directory(), first.service());
        own.sharingProblem(first).ifPresent(logger::warn);
        if (cache.isWithoutRoom()) {
            logger.warn(
                    "The disk of {} was full: vectors are kept in memory only, until all services with this directory are disabled and enabled again with more space",
                    own.directory());
        }
    }
}
