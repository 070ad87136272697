/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.cache;

import dev.nifivoyage.service.api.cache.CachedEmbedding;
import dev.nifivoyage.service.api.embedding.RequestKey;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.controller.ControllerService;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.MockComponentLog;
import org.apache.nifi.util.MockConfigurationContext;
import org.apache.nifi.util.NoOpProcessor;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * The service in NiFi's test runner.
 */
final class CacheFixture implements AutoCloseable {
    static final String SMALL = "16 MB";

    final TestRunner runner = TestRunners.newTestRunner(NoOpProcessor.class);
    final EhcacheEmbeddingCacheService service = new EhcacheEmbeddingCacheService();
    private final Map<PropertyDescriptor, String> properties = new HashMap<>();

    /**
     * A service that is not enabled yet.
     *
     * @param directory null for memory only
     */
    CacheFixture(final Path directory) throws InitializationException {
        runner.addControllerService("cache", service);
        set(EhcacheEmbeddingCacheService.OFF_HEAP_SIZE, SMALL);
        if (directory != null) {
            set(EhcacheEmbeddingCacheService.CACHE_DIRECTORY, directory.toString());
            set(EhcacheEmbeddingCacheService.MAXIMUM_SIZE_ON_DISK, "256 MB");
        }
    }

    static CacheFixture enabled(final Path directory) throws InitializationException {
        return new CacheFixture(directory).enable();
    }

    CacheFixture set(final PropertyDescriptor descriptor, final String value) {
        runner.setProperty(service, descriptor, value);
        properties.put(descriptor, value);
        return this;
    }

    CacheFixture use(final PropertyDescriptor descriptor, final ControllerService other)
            throws InitializationException {
        final String identifier = descriptor.getName();
        runner.addControllerService(identifier, other);
        runner.enableControllerService(other);
        return set(descriptor, identifier);
    }

    CacheFixture enable() {
        runner.enableControllerService(service);
        return this;
    }

    Map<String, ConfigVerificationResult> verify() {
        final MockConfigurationContext context = new MockConfigurationContext(
                service, properties, runner.getProcessContext().getControllerServiceLookup(), Map.of());
        final Map<String, ConfigVerificationResult> byStep = new LinkedHashMap<>();
        service.verify(context, new MockComponentLog("cache", service), Map.of())
                .forEach(result -> byStep.put(result.getVerificationStepName(), result));
        return byStep;
    }

    void put(final int from, final int to) throws IOException {
        service.putAll(Vectors.PARAMETERS, Vectors.embeddings(from, to));
    }

    void assertFound(final int from, final int to) {
        final Map<RequestKey, CachedEmbedding> expected = Vectors.embeddings(from, to);
        assertEquals(expected, service.getAll(Vectors.PARAMETERS, expected.keySet()));
    }

    Map<RequestKey, CachedEmbedding> find(final int from, final int to) {
        return service.getAll(Vectors.PARAMETERS, Vectors.embeddings(from, to).keySet());
    }

    /**
     * Copies a directory as it is now, which is as a crash would leave it.
     *
     * @param to does not exist
     */
    static void copy(final Path from, final Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (final Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    @Override
    public void close() {
        runner.disableControllerService(service);
    }
}
