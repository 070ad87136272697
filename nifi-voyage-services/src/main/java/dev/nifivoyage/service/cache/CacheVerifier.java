/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.cache;

import dev.nifivoyage.service.api.cache.CacheStatistics;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.ConfigVerificationResult.Outcome;
import org.apache.nifi.distributed.cache.client.DistributedMapCacheClient;
import org.apache.nifi.logging.ComponentLog;

import java.io.IOException;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Verifies that the service can be enabled, and reports content and statistics of its cache. Creates no directory.
 */
final class CacheVerifier {
    static final String RESERVE_MEMORY = "Reserve Memory";
    static final String OPEN_CACHE_DIRECTORY = "Open Cache Directory";
    static final String USE_DISTRIBUTED_CACHE_SERVICE = "Use Distributed Cache Service";
    static final String STATISTICS = "Statistics";

    private final CacheSettings settings;
    private final DistributedMapCacheClient client;
    private final ComponentLog logger;

    CacheVerifier(final CacheSettings settings, final DistributedMapCacheClient client, final ComponentLog logger) {
        this.settings = settings;
        this.client = client;
        this.logger = logger;
    }

    /**
     * Runs all steps.
     *
     * @param statistics of the last time the service was enabled, or null
     */
    List<ConfigVerificationResult> verify(final CacheStatistics statistics) {
        final List<ConfigVerificationResult> results = new ArrayList<>();
        results.add(memory());
        results.add(directory());
        if (client != null) {
            results.add(shared());
        }
        results.add(
                statistics == null
                        ? result(
                                STATISTICS, Outcome.SKIPPED, "The service has not been enabled since the start of NiFi")
                        : result(
                                STATISTICS,
                                Outcome.SUCCESSFUL,
                                "Last time the service was enabled: " + describe(statistics)));
        return results;
    }

    static String describe(final CacheStatistics statistics) {
        final long asked = statistics.hits() + statistics.misses();
        return ("%,d of %,d requested vectors were cached (%.1f %%), which saved %,d tokens; %,d were stored, %,d were evicted from memory, %,d were unusable; "
                        + "the cache contains about %,d vectors in %,d bytes")
                .formatted(
                        statistics.hits(),
                        asked,
                        asked == 0 ? 0.0 : 100.0 * statistics.hits() / asked,
                        statistics.tokensSaved(),
                        statistics.puts(),
                        statistics.evictions(),
                        statistics.invalid(),
                        statistics.entries(),
                        statistics.bytes());
    }

    private ConfigVerificationResult memory() {
        final Optional<String> problem = settings.memoryProblem(DirectMemory.limit());
        return problem.map(explanation -> result(RESERVE_MEMORY, Outcome.FAILED, explanation))
                .orElseGet(() -> result(
                        RESERVE_MEMORY,
                        Outcome.SUCCESSFUL,
                        "Required: %,d bytes; of the JVM's direct memory (%,d bytes) %,d are free"
                                .formatted(settings.offHeapBytes(), DirectMemory.limit(), DirectMemory.free())));
    }

    private ConfigVerificationResult directory() {
        if (settings.directory() == null) {
            return result(
                    OPEN_CACHE_DIRECTORY,
                    Outcome.SKIPPED,
                    "Cache Directory is not set: vectors are in memory only, and lost when the service is disabled");
        }

        final Optional<String> problem =
                Platform.current().problem().or(() -> CacheDirectory.validate(settings.directory()));
        if (problem.isPresent()) {
            return result(OPEN_CACHE_DIRECTORY, Outcome.FAILED, problem.get());
        }

        try {
            final long maximumBytes = DurableStore.maximumBytes(settings);
            if (maximumBytes < settings.maximumBytes()) {
                // the closest outcome to a warning
                return result(
                        OPEN_CACHE_DIRECTORY,
                        Outcome.SKIPPED,
                        "Maximum Size on Disk is %,d bytes, but the disk of %s has space for only %,d: %s"
                                .formatted(
                                        settings.maximumBytes(),
                                        settings.directory(),
                                        maximumBytes,
                                        maximumBytes < StoreOptions.SMALLEST
                                                ? "vectors will be in memory only"
                                                : "the cache will be smaller"));
            }
            return Files.exists(settings.directory())
                    ? existingDirectory(maximumBytes)
                    : result(
                            OPEN_CACHE_DIRECTORY,
                            Outcome.SUCCESSFUL,
                            "%s can be created".formatted(settings.directory()));
        } catch (final IOException e) {
            logger.debug("Failed to open {}", settings.directory(), e);
            return result(OPEN_CACHE_DIRECTORY, Outcome.FAILED, e.getMessage());
        }
    }

    private ConfigVerificationResult existingDirectory(final long maximumBytes) throws IOException {
        return LocalCaches.inspect(
                settings.directory(),
                open -> open.isPresent() ? openDirectory(open.get()) : closedDirectory(maximumBytes));
    }

    private ConfigVerificationResult openDirectory(final LocalCache cache) {
        final Optional<String> problem = settings.sharingProblem(cache.owner());
        if (problem.isPresent()) {
            return result(OPEN_CACHE_DIRECTORY, Outcome.SKIPPED, problem.get());
        }

        final LocalCache.Content content = cache.content();
        return result(
                OPEN_CACHE_DIRECTORY,
                Outcome.SUCCESSFUL,
                "%s contains about %,d vectors in %,d bytes, and will be shared with the service %s"
                        .formatted(
                                settings.directory(),
                                content.entries(),
                                content.bytes(),
                                cache.owner().service()));
    }

    private ConfigVerificationResult closedDirectory(final long maximumBytes) throws IOException {
        try (CacheDirectory directory = CacheDirectory.open(settings.directory());
                DurableTier tier = DurableTier.open(directory.vectors(), maximumBytes, settings.timeToLive())) {
            return result(
                    OPEN_CACHE_DIRECTORY,
                    Outcome.SUCCESSFUL,
                    "%s contains about %,d vectors in %,d bytes"
                            .formatted(settings.directory(), tier.entries(), tier.bytes()));
        } catch (final StoreException e) {
            if (e.kind() != StoreException.Kind.DAMAGED || settings.damageStrategy() == DamageStrategy.REJECT) {
                throw e;
            }
            logger.debug("{} is damaged", settings.directory(), e);
            return result(
                    OPEN_CACHE_DIRECTORY,
                    Outcome.SKIPPED,
                    "Cache Directory is damaged: its vectors will be set aside, and the cache will start empty. "
                            + e.getMessage());
        }
    }

    private ConfigVerificationResult shared() {
        try {
            new SharedTier(client, InstantSource.system(), logger).ping();
            return result(USE_DISTRIBUTED_CACHE_SERVICE, Outcome.SUCCESSFUL, "Distributed Cache Service responds");
        } catch (final IOException | RuntimeException e) {
            logger.debug("Distributed Cache Service failed", e);
            return result(
                    USE_DISTRIBUTED_CACHE_SERVICE,
                    Outcome.FAILED,
                    "Distributed Cache Service failed, and will not be used until it responds: " + e);
        }
    }

    private static ConfigVerificationResult result(final String step, final Outcome outcome, final String explanation) {
        return new ConfigVerificationResult.Builder()
                .verificationStepName(step)
                .outcome(outcome)
                .explanation(explanation)
                .build();
    }
}
