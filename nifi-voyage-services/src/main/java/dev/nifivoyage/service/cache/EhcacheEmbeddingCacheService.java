/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.cache;

import dev.nifivoyage.service.api.cache.CacheStatistics;
import dev.nifivoyage.service.api.cache.CachedEmbedding;
import dev.nifivoyage.service.api.cache.EmbeddingCacheService;
import dev.nifivoyage.service.api.cache.EmbeddingLookup;
import dev.nifivoyage.service.api.cache.EmbeddingSource;
import dev.nifivoyage.service.api.embedding.EmbeddingParameters;
import dev.nifivoyage.service.api.embedding.RequestKey;
import org.apache.nifi.annotation.behavior.Restricted;
import org.apache.nifi.annotation.behavior.Restriction;
import org.apache.nifi.annotation.documentation.CapabilityDescription;
import org.apache.nifi.annotation.documentation.SeeAlso;
import org.apache.nifi.annotation.documentation.Tags;
import org.apache.nifi.annotation.lifecycle.OnDisabled;
import org.apache.nifi.annotation.lifecycle.OnEnabled;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.RequiredPermission;
import org.apache.nifi.components.ValidationContext;
import org.apache.nifi.components.ValidationResult;
import org.apache.nifi.components.Validator;
import org.apache.nifi.context.PropertyContext;
import org.apache.nifi.controller.AbstractControllerService;
import org.apache.nifi.controller.ConfigurationContext;
import org.apache.nifi.controller.VerifiableControllerService;
import org.apache.nifi.distributed.cache.client.DistributedMapCacheClient;
import org.apache.nifi.expression.ExpressionLanguageScope;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.DataUnit;
import org.apache.nifi.processor.util.StandardValidators;
import org.apache.nifi.reporting.InitializationException;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

@Restricted(
        restrictions = {
            @Restriction(
                    requiredPermission = RequiredPermission.READ_FILESYSTEM,
                    explanation =
                            "Provides operator the ability to read the cache from any directory that NiFi has access to."),
            @Restriction(
                    requiredPermission = RequiredPermission.WRITE_FILESYSTEM,
                    explanation =
                            "Provides operator the ability to write the cache to any directory that NiFi has access to.")
        })
@Tags({"voyage", "ai", "embeddings", "cache", "vector", "ehcache", "rocksdb"})
@CapabilityDescription(
        "Caches vectors in memory, in a directory that survives restarts and crashes, and in a cache shared by the nodes of a cluster, so that no text is embedded and paid for twice.")
@SeeAlso(
        classNames = {
            "dev.nifivoyage.service.lookup.EmbeddingLookupService",
            "dev.nifivoyage.processors.batch.CreateBatchEmbedding",
            "dev.nifivoyage.processors.batch.DownloadBatchResults",
            "dev.nifivoyage.processors.cache.EvictEmbeddings",
            "dev.nifivoyage.processors.realtime.CreateEmbedding",
            "dev.nifivoyage.processors.realtime.CreateMultimodalEmbedding",
            "dev.nifivoyage.processors.gesture.MatchGesture",
            "dev.nifivoyage.processors.gesture.LoadGestureLibrary"
        })
public class EhcacheEmbeddingCacheService extends AbstractControllerService
        implements EmbeddingCacheService, VerifiableControllerService {

    static final PropertyDescriptor OFF_HEAP_SIZE = new PropertyDescriptor.Builder()
            .name("Off-Heap Size")
            .description(
                    "Memory outside the Java heap for the most recently used vectors. It is reserved when the service is enabled, and must fit into the direct memory of the JVM.")
            .required(true)
            .defaultValue("64 MB")
            .addValidator(StandardValidators.createDataSizeBoundsValidator(OffHeapTier.SMALLEST, Long.MAX_VALUE))
            .build();

    static final PropertyDescriptor HEAP_ENTRIES = new PropertyDescriptor.Builder()
            .name("Heap Entries")
            .description(
                    "Number of vectors to keep on the Java heap as well. Lookups of these vectors are ten times as fast, but all others become slower: use it for a small set of hot vectors.")
            .required(true)
            .defaultValue("0")
            .addValidator(StandardValidators.NON_NEGATIVE_INTEGER_VALIDATOR)
            .build();

    static final PropertyDescriptor CACHE_DIRECTORY = new PropertyDescriptor.Builder()
            .name("Cache Directory")
            .description(
                    "Directory in which vectors survive restarts and crashes. Services of the same NiFi may use the same directory, and then share memory and settings as well. "
                            + "In a cluster it must be on a disk local to each node, not on a shared one. "
                            + "The directory is created if it does not exist. If not set, vectors are kept in memory only.")
            .required(false)
            .expressionLanguageSupported(ExpressionLanguageScope.ENVIRONMENT)
            // customValidate checks the value of a parameter or variable, which may be empty
            .addValidator(Validator.VALID)
            .build();

    static final PropertyDescriptor MAXIMUM_SIZE_ON_DISK = new PropertyDescriptor.Builder()
            .name("Maximum Size on Disk")
            .description(
                    "Maximum size of the directory; less if the disk has less space. The oldest vectors are removed first, one file at a time.")
            .required(true)
            .defaultValue("10 GB")
            .dependsOn(CACHE_DIRECTORY)
            .addValidator(StandardValidators.createDataSizeBoundsValidator(StoreOptions.SMALLEST, Long.MAX_VALUE))
            .build();

    static final PropertyDescriptor SYNC_WRITES = new PropertyDescriptor.Builder()
            .name("Sync Writes")
            .description(
                    "Specifies whether each batch of vectors is synchronized to the disk. Otherwise writes survive a crash of NiFi, but not a power failure.")
            .required(true)
            .allowableValues("true", "false")
            .defaultValue("false")
            .dependsOn(CACHE_DIRECTORY)
            .build();

    static final PropertyDescriptor DAMAGE_STRATEGY = new PropertyDescriptor.Builder()
            .name("Damage Strategy")
            .description(
                    "Specifies how to handle a directory whose files are too damaged to be opened or written. A damaged vector in a directory that can be opened is treated as a cache miss.")
            .required(true)
            .allowableValues(DamageStrategy.class)
            .defaultValue(DamageStrategy.SET_ASIDE)
            .dependsOn(CACHE_DIRECTORY)
            .build();

    static final PropertyDescriptor TIME_TO_LIVE = new PropertyDescriptor.Builder()
            .name("Time to Live")
            .description("How long a cached vector remains valid. If not set, vectors do not expire.")
            .required(false)
            .addValidator(StandardValidators.createTimePeriodValidator(
                    1, TimeUnit.SECONDS, Long.MAX_VALUE, TimeUnit.NANOSECONDS))
            .build();

    static final PropertyDescriptor DISTRIBUTED_CACHE_SERVICE = new PropertyDescriptor.Builder()
            .name("Distributed Cache Service")
            .description(
                    "Cache shared by the nodes of a cluster, such as Redis. Queried last; its failure does not fail the lookup. Set the timeout of its client to one or two seconds.")
            .required(false)
            .identifiesControllerService(DistributedMapCacheClient.class)
            .build();

    private static final List<PropertyDescriptor> PROPERTY_DESCRIPTORS = List.of(
            OFF_HEAP_SIZE,
            HEAP_ENTRIES,
            CACHE_DIRECTORY,
            MAXIMUM_SIZE_ON_DISK,
            SYNC_WRITES,
            DAMAGE_STRATEGY,
            TIME_TO_LIVE,
            DISTRIBUTED_CACHE_SERVICE);

    private volatile CacheInstance cache;
    private volatile CacheStatistics lastStatistics;

    @Override
    protected List<PropertyDescriptor> getSupportedPropertyDescriptors() {
        return PROPERTY_DESCRIPTORS;
    }

    @Override
    protected Collection<ValidationResult> customValidate(final ValidationContext context) {
        final List<ValidationResult> results = new ArrayList<>();
        final CacheSettings settings;
        try {
            settings = settings(context);
        } catch (final InvalidPathException e) {
            results.add(invalid(CACHE_DIRECTORY, "Cache Directory is not a valid path: " + e.getMessage()));
            return results;
        }

        settings.memoryProblem(DirectMemory.limit())
                .map(problem -> invalid(OFF_HEAP_SIZE, problem))
                .ifPresent(results::add);
        if (settings.directory() != null) {
            Platform.current()
                    .problem()
                    .or(() -> CacheDirectory.validate(settings.directory()))
                    .map(problem -> invalid(CACHE_DIRECTORY, problem))
                    .ifPresent(results::add);
        }

        return results;
    }

    @OnEnabled
    public void onEnabled(final ConfigurationContext context) throws InitializationException {
        final CacheSettings settings = settings(context);
        try {
            cache = CacheInstance.open(
                    new CacheOwner("%s (ID %s)".formatted(context.getName(), getIdentifier()), settings),
                    client(context),
                    InstantSource.system(),
                    getLogger());
        } catch (final IOException e) {
            throw new InitializationException(e.getMessage(), e);
        }

        if (settings.directory() == null) {
            getLogger()
                    .info(
                            "Cache Directory is not set: vectors are in memory only, and lost when the service is disabled");
        }
    }

    @OnDisabled
    public void onDisabled() throws IOException {
        final CacheInstance enabled = cache;
        cache = null;
        if (enabled != null) {
            try {
                lastStatistics = enabled.tiers().statistics();
                getLogger().info(CacheVerifier.describe(lastStatistics));
            } finally {
                enabled.close();
            }
        }
    }

    @Override
    public List<ConfigVerificationResult> verify(
            final ConfigurationContext context,
            final ComponentLog verificationLogger,
            final Map<String, String> variables) {
        return new CacheVerifier(settings(context), client(context), verificationLogger).verify(lastStatistics);
    }

    @Override
    public Map<RequestKey, CachedEmbedding> getAll(
            final EmbeddingParameters parameters, final Collection<RequestKey> keys) {
        return tiers().getAll(parameters, keys);
    }

    @Override
    public void putAll(final EmbeddingParameters parameters, final Map<RequestKey, CachedEmbedding> embeddings)
            throws IOException {
        tiers().putAll(parameters, embeddings);
    }

    @Override
    public long putAllUnflushed(final EmbeddingParameters parameters, final Map<RequestKey, CachedEmbedding> embeddings)
            throws IOException {
        return tiers().putAllUnflushed(parameters, embeddings);
    }

    @Override
    public void flush(final long generation) throws IOException {
        tiers().flush(generation);
    }

    @Override
    public EmbeddingLookup getOrEmbed(
            final EmbeddingParameters parameters, final Collection<RequestKey> keys, final EmbeddingSource source)
            throws InterruptedIOException {
        return tiers().getOrEmbed(parameters, keys, source);
    }

    @Override
    public void evict(final String namespace) throws IOException {
        tiers().evict(namespace);
    }

    @Override
    public CacheStatistics statistics() {
        return tiers().statistics();
    }

    private TieredCache tiers() {
        final CacheInstance enabled = cache;
        if (enabled == null) {
            throw new IllegalStateException("Embedding Cache Service is not enabled");
        }

        return enabled.tiers();
    }

    private static CacheSettings settings(final PropertyContext context) {
        final String directory = context.getProperty(CACHE_DIRECTORY)
                .evaluateAttributeExpressions()
                .getValue();
        return new CacheSettings(
                context.getProperty(OFF_HEAP_SIZE).asDataSize(DataUnit.B).longValue(),
                context.getProperty(HEAP_ENTRIES).asInteger(),
                directory == null || directory.isBlank()
                        ? null
                        : Path.of(directory.strip()).toAbsolutePath().normalize(),
                context.getProperty(MAXIMUM_SIZE_ON_DISK).asDataSize(DataUnit.B).longValue(),
                context.getProperty(TIME_TO_LIVE).asDuration(),
                context.getProperty(SYNC_WRITES).asBoolean(),
                context.getProperty(DAMAGE_STRATEGY).asAllowableValue(DamageStrategy.class));
    }

    private static DistributedMapCacheClient client(final PropertyContext context) {
        return context.getProperty(DISTRIBUTED_CACHE_SERVICE).asControllerService(DistributedMapCacheClient.class);
    }

    private static ValidationResult invalid(final PropertyDescriptor property, final String explanation) {
        return new ValidationResult.Builder()
                .subject(property.getName())
                .valid(false)
                .explanation(explanation)
                .build();
    }
}
