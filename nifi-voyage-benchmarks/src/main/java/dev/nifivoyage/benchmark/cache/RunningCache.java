/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.benchmark.cache;

import dev.nifivoyage.service.api.cache.EmbeddingCacheService;
import dev.nifivoyage.service.cache.EhcacheEmbeddingCacheService;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.NoOpProcessor;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * An enabled cache service in a TestRunner.
 */
final class RunningCache implements AutoCloseable {
    private final TestRunner runner = TestRunners.newTestRunner(NoOpProcessor.class);
    private final EhcacheEmbeddingCacheService service = new EhcacheEmbeddingCacheService();

    private RunningCache(final Map<String, String> properties) throws InitializationException {
        runner.addControllerService("cache", service);
        properties.forEach((name, value) -> runner.setProperty(service, name, value));
        runner.enableControllerService(service);
    }

    static RunningCache inMemory(final String offHeapSize, final int heapEntries) throws InitializationException {
        return new RunningCache(Map.of("Off-Heap Size", offHeapSize, "Heap Entries", Integer.toString(heapEntries)));
    }

    /**
     * Returns a cache with a directory and minimal memory.
     */
    static RunningCache durable(final Path directory, final boolean syncWrites) throws InitializationException {
        return new RunningCache(Map.of(
                "Off-Heap Size",
                "4 MB",
                "Cache Directory",
                directory.toString(),
                "Maximum Size on Disk",
                "1 GB",
                "Sync Writes",
                Boolean.toString(syncWrites)));
    }

    EmbeddingCacheService service() {
        return service;
    }

    /**
     * Stores the vectors of the numbers 0 to {@code keys - 1}.
     */
    void fill(final Vectors vectors, final int keys) throws IOException {
        for (int first = 0; first < keys; first += Vectors.BATCH) {
            service.putAll(Vectors.PARAMETERS, vectors.batch(first));
        }
    }

    @Override
    public void close() {
        runner.disableControllerService(service);
    }
}
