/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.client;

import dev.nifivoyage.service.api.Batch;
import dev.nifivoyage.service.api.BatchPage;
import dev.nifivoyage.service.api.BatchRequest;
import dev.nifivoyage.service.api.EmbeddingsRequest;
import dev.nifivoyage.service.api.EmbeddingsResponse;
import dev.nifivoyage.service.api.FileContent;
import dev.nifivoyage.service.api.FilePage;
import dev.nifivoyage.service.api.MultimodalEmbeddingsRequest;
import dev.nifivoyage.service.api.MultimodalEmbeddingsResponse;
import dev.nifivoyage.service.api.RemoteFile;
import dev.nifivoyage.service.api.RerankRequest;
import dev.nifivoyage.service.api.RerankResponse;
import dev.nifivoyage.service.api.VoyageClientService;
import dev.nifivoyage.service.api.VoyageException;
import okhttp3.OkHttpClient;
import org.apache.nifi.annotation.documentation.CapabilityDescription;
import org.apache.nifi.annotation.documentation.SeeAlso;
import org.apache.nifi.annotation.documentation.Tags;
import org.apache.nifi.annotation.lifecycle.OnDisabled;
import org.apache.nifi.annotation.lifecycle.OnEnabled;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.ValidationContext;
import org.apache.nifi.components.ValidationResult;
import org.apache.nifi.components.Validator;
import org.apache.nifi.controller.AbstractControllerService;
import org.apache.nifi.controller.ConfigurationContext;
import org.apache.nifi.controller.VerifiableControllerService;
import org.apache.nifi.expression.ExpressionLanguageScope;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.migration.PropertyConfiguration;
import org.apache.nifi.processor.util.StandardValidators;
import org.apache.nifi.proxy.ProxyConfiguration;
import org.apache.nifi.proxy.ProxyConfigurationService;
import org.apache.nifi.proxy.ProxySpec;
import org.apache.nifi.ssl.SSLContextProvider;

import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

@Tags({"voyage", "ai", "embeddings", "multimodal", "batch", "rerank", "http"})
@CapabilityDescription("Provides access to the Voyage AI API for all processors of NiFi Voyage.")
@SeeAlso(
        classNames = {
            "dev.nifivoyage.processors.batch.CreateBatchEmbedding",
            "dev.nifivoyage.processors.batch.PollBatchStatus",
            "dev.nifivoyage.processors.batch.DownloadBatchResults",
            "dev.nifivoyage.processors.batch.CancelBatch",
            "dev.nifivoyage.processors.batch.ListBatches",
            "dev.nifivoyage.processors.realtime.CreateEmbedding",
            "dev.nifivoyage.processors.realtime.CreateMultimodalEmbedding",
            "dev.nifivoyage.processors.realtime.Rerank",
            "dev.nifivoyage.processors.gesture.MatchGesture",
            "dev.nifivoyage.processors.gesture.LoadGestureLibrary",
            "dev.nifivoyage.processors.batch.CreateBatchRerank",
            "dev.nifivoyage.processors.batch.CreateBatchContextualized"
        })
public class StandardVoyageClientService extends AbstractControllerService
        implements VoyageClientService, VerifiableControllerService {

    static final PropertyDescriptor API_KEY = new PropertyDescriptor.Builder()
            .name("API Key")
            .description(
                    "API key of the Voyage AI project. Batch jobs and files are visible only to keys of the project in which they were created.")
            .required(true)
            .sensitive(true)
            .addValidator(StandardValidators.NON_BLANK_VALIDATOR)
            .build();

    static final PropertyDescriptor BASE_URL = new PropertyDescriptor.Builder()
            .name("Base URL")
            .description(
                    "Base URL of the API, ending with /v1. If not set or empty, %s is used for keys that start with al-, and %s for all other keys."
                            .formatted(BaseUrl.ATLAS, BaseUrl.VOYAGE))
            .required(false)
            .expressionLanguageSupported(ExpressionLanguageScope.ENVIRONMENT)
            // customValidate checks the value of a parameter or variable, which may be empty
            .addValidator(Validator.VALID)
            .build();

    static final PropertyDescriptor VECTOR_SOURCE = new PropertyDescriptor.Builder()
            .name("Vector Source")
            .description(
                    "Identifies the server that creates the vectors: an embedding cache returns only vectors of the same source. If not set, the Base URL is used. "
                            + "Set this property to keep cached vectors when the same server gets another address, such as that of a gateway.")
            .required(false)
            .expressionLanguageSupported(ExpressionLanguageScope.ENVIRONMENT)
            .addValidator(Validator.VALID)
            .build();

    static final PropertyDescriptor CONNECTION_TIMEOUT = new PropertyDescriptor.Builder()
            .name("Connection Timeout")
            .description("Maximum time to wait for a connection")
            .required(true)
            .defaultValue("10 sec")
            .addValidator(StandardValidators.TIME_PERIOD_VALIDATOR)
            .build();

    static final PropertyDescriptor READ_TIMEOUT = new PropertyDescriptor.Builder()
            .name("Read Timeout")
            .description(
                    "Maximum time to wait for a silent server, including retries. Voyage responds to an upload only after it has stored the whole file.")
            .required(true)
            .defaultValue("5 min")
            .addValidator(StandardValidators.TIME_PERIOD_VALIDATOR)
            .build();

    static final PropertyDescriptor WRITE_TIMEOUT = new PropertyDescriptor.Builder()
            .name("Write Timeout")
            .description(
                    "Maximum time to wait until the next bytes of an upload are accepted. An upload as a whole may take longer.")
            .required(true)
            .defaultValue("1 min")
            .addValidator(StandardValidators.TIME_PERIOD_VALIDATOR)
            .build();

    static final PropertyDescriptor MAXIMUM_RETRIES = new PropertyDescriptor.Builder()
            .name("Maximum Retries")
            .description(
                    "Maximum number of retries of a call after HTTP 429, 5xx, or a broken connection. A call that was silent for Read Timeout is not retried, "
                            + "and the creation of a batch job is never retried. If Voyage asks to wait longer than "
                            + Retries.MAXIMUM_DELAY_SECONDS + " seconds, the FlowFile is routed to retry instead.")
            .required(true)
            .defaultValue("3")
            .addValidator(StandardValidators.createLongValidator(0, 100, true))
            .build();

    static final PropertyDescriptor SSL_CONTEXT_SERVICE = new PropertyDescriptor.Builder()
            .name("SSL Context Service")
            .description("SSL context to use instead of the Java platform defaults")
            .required(false)
            .identifiesControllerService(SSLContextProvider.class)
            .build();

    static final PropertyDescriptor PROXY_CONFIGURATION_SERVICE =
            ProxyConfiguration.createProxyConfigPropertyDescriptor(ProxySpec.HTTP_AUTH);

    static final List<String> PROXY_PROPERTY_NAMES =
            List.of("proxy-configuration-service", "Proxy Configuration Service");

    private static final List<PropertyDescriptor> PROPERTY_DESCRIPTORS = List.of(
            API_KEY,
            BASE_URL,
            VECTOR_SOURCE,
            CONNECTION_TIMEOUT,
            READ_TIMEOUT,
            WRITE_TIMEOUT,
            MAXIMUM_RETRIES,
            SSL_CONTEXT_SERVICE,
            PROXY_CONFIGURATION_SERVICE);

    private static final char DELETE = 127;
    private static final Duration MAXIMUM_VERIFICATION = Duration.ofSeconds(15);

    private volatile VoyageConnection connection;

    @Override
    protected List<PropertyDescriptor> getSupportedPropertyDescriptors() {
        return PROPERTY_DESCRIPTORS;
    }

    @Override
    protected Collection<ValidationResult> customValidate(final ValidationContext context) {
        final List<ValidationResult> results = new ArrayList<>();
        final String address =
                context.getProperty(BASE_URL).evaluateAttributeExpressions().getValue();
        if (address != null && !address.isBlank()) {
            BaseUrl.validate(address)
                    .map(problem -> new ValidationResult.Builder()
                            .subject(BASE_URL.getName())
                            .valid(false)
                            .explanation(problem)
                            .build())
                    .ifPresent(results::add);
        }

        final String apiKey = context.getProperty(API_KEY).getValue();
        if (apiKey != null && !apiKey.trim().chars().allMatch(character -> character > ' ' && character < DELETE)) {
            results.add(new ValidationResult.Builder()
                    .subject(API_KEY.getName())
                    .valid(false)
                    .explanation("API Key must consist of printable ASCII characters without spaces")
                    .build());
        }

        ProxyConfiguration.validateProxySpec(context, results, ProxySpec.HTTP_AUTH);
        return results;
    }

    @OnEnabled
    public void onEnabled(final ConfigurationContext context) {
        final OkHttpClient client = createClient(context);
        final CallWatcher watcher = new CallWatcher();
        final VoyageApi api = createApi(context, client, watcher);
        final InterruptibleWait wait = new InterruptibleWait();
        final Retries retries = new Retries(
                context.getProperty(MAXIMUM_RETRIES).asInteger(),
                context.getProperty(READ_TIMEOUT).asDuration(),
                wait);
        final String vectorSource = context.getProperty(VECTOR_SOURCE)
                .evaluateAttributeExpressions()
                .getValue();
        connection = new VoyageConnection(
                client,
                watcher,
                api,
                wait,
                retries,
                new RateLimiter(wait),
                new RateLimiter(wait),
                new RateLimiter(wait),
                vectorSource == null || vectorSource.isBlank() ? api.baseUrl().toString() : vectorSource.strip());
    }

    @OnDisabled
    public void onDisabled() {
        final VoyageConnection enabled = connection;
        connection = null;
        if (enabled != null) {
            enabled.close();
        }
    }

    @Override
    public List<ConfigVerificationResult> verify(
            final ConfigurationContext context,
            final ComponentLog verificationLogger,
            final Map<String, String> variables) {
        final ConnectionProgress progress = new ConnectionProgress();
        final OkHttpClient verificationClient = createClient(context)
                .newBuilder()
                .callTimeout(MAXIMUM_VERIFICATION)
                .eventListener(progress)
                .build();
        try (CallWatcher watcher = new CallWatcher()) {
            final boolean proxied =
                    context.getProperty(PROXY_CONFIGURATION_SERVICE).isSet();
            return new ConnectionVerifier(
                            createApi(context, verificationClient, watcher), progress, proxied, verificationLogger)
                    .verify();
        } finally {
            HttpClientFactory.close(verificationClient);
        }
    }

    @Override
    public RemoteFile uploadBatchInput(final String filename, final FileContent content) throws VoyageException {
        final VoyageConnection enabled = connection();
        final FileTransmission transmission = new FileTransmission(enabled.api(), filename, content);
        final RemoteFile file = enabled.retries().execute(transmission::send);
        transmission
                .deleteCopies(file)
                .ifPresent(failure -> getLogger()
                        .warn(
                                "Failed to delete copies of file {} that earlier attempts may have left; they will expire",
                                file.id(),
                                failure));
        return file;
    }

    @Override
    public Batch createBatch(final BatchRequest request) throws VoyageException {
        return connection().api().createBatch(request);
    }

    @Override
    public Batch getBatch(final String batchId) throws VoyageException {
        final VoyageConnection enabled = connection();
        return enabled.retries().execute(() -> enabled.api().getBatch(batchId));
    }

    @Override
    public BatchPage listBatches(final int limit, final String after) throws VoyageException {
        final VoyageConnection enabled = connection();
        return enabled.retries().execute(() -> enabled.api().listBatches(limit, after));
    }

    @Override
    public Batch cancelBatch(final String batchId) throws VoyageException {
        final VoyageConnection enabled = connection();
        return enabled.retries().execute(() -> enabled.api().cancelBatch(batchId));
    }

    @Override
    public RemoteFile getFile(final String fileId) throws VoyageException {
        final VoyageConnection enabled = connection();
        return enabled.retries().execute(() -> enabled.api().getFile(fileId));
    }

    @Override
    public FilePage listFiles(final int limit, final String after) throws VoyageException {
        final VoyageConnection enabled = connection();
        return enabled.retries().execute(() -> enabled.api().listFiles(limit, after));
    }

    @Override
    public InputStream openFile(final String fileId) throws VoyageException {
        final VoyageConnection enabled = connection();
        return FileDownload.open(
                new ContentRequest(enabled.api(), enabled.client(), fileId), enabled.retries(), enabled.watcher());
    }

    @Override
    public void deleteFiles(final Collection<String> fileIds) throws VoyageException {
        final VoyageConnection enabled = connection();
        new FileDeleter(enabled.api(), enabled.retries()).delete(fileIds);
    }

    @Override
    public EmbeddingsResponse embed(final EmbeddingsRequest request) throws VoyageException {
        final VoyageConnection enabled = connection();
        return enabled.retries()
                .execute(() ->
                        enabled.embeddingLimiter().execute(() -> enabled.api().embed(request)));
    }

    @Override
    public MultimodalEmbeddingsResponse embed(final MultimodalEmbeddingsRequest request) throws VoyageException {
        final VoyageConnection enabled = connection();
        return enabled.retries()
                .execute(() ->
                        enabled.multimodalLimiter().execute(() -> enabled.api().embed(request)));
    }

    @Override
    public RerankResponse rerank(final RerankRequest request) throws VoyageException {
        final VoyageConnection enabled = connection();
        return enabled.retries()
                .execute(() ->
                        enabled.rankingLimiter().execute(() -> enabled.api().rerank(request)));
    }

    @Override
    public URI getBaseUri() {
        return connection().api().baseUrl().uri();
    }

    @Override
    public Duration getReadTimeout() {
        return Duration.ofMillis(connection().client().readTimeoutMillis());
    }

    @Override
    public String getConnectionId() {
        return connection().api().connectionId();
    }

    @Override
    public String getVectorSource() {
        return connection().vectorSource();
    }

    /**
     * NiFi 2.7.0 renamed its proxy property: a flow may contain either name, and each version of NiFi accepts one of
     * them.
     */
    @Override
    public void migrateProperties(final PropertyConfiguration configuration) {
        for (final String name : PROXY_PROPERTY_NAMES) {
            if (!name.equals(PROXY_CONFIGURATION_SERVICE.getName())) {
                configuration.renameProperty(name, PROXY_CONFIGURATION_SERVICE.getName());
            }
        }
    }

    private VoyageConnection connection() {
        final VoyageConnection enabled = connection;
        if (enabled == null) {
            throw new IllegalStateException("Voyage Client Service is not enabled");
        }

        return enabled;
    }

    private static OkHttpClient createClient(final ConfigurationContext context) {
        final SSLContextProvider sslContextProvider =
                context.getProperty(SSL_CONTEXT_SERVICE).asControllerService(SSLContextProvider.class);
        final ProxyConfigurationService proxyService =
                context.getProperty(PROXY_CONFIGURATION_SERVICE).asControllerService(ProxyConfigurationService.class);
        return HttpClientFactory.create(
                context.getProperty(CONNECTION_TIMEOUT).asDuration(),
                context.getProperty(READ_TIMEOUT).asDuration(),
                context.getProperty(WRITE_TIMEOUT).asDuration(),
                sslContextProvider,
                proxyService == null ? null : proxyService.getConfiguration());
    }

    private static VoyageApi createApi(
            final ConfigurationContext context, final OkHttpClient client, final CallWatcher watcher) {
        final String apiKey = context.getProperty(API_KEY).getValue().trim();
        return new VoyageApi(
                client,
                watcher,
                BaseUrl.of(
                        context.getProperty(BASE_URL)
                                .evaluateAttributeExpressions()
                                .getValue(),
                        apiKey),
                apiKey);
    }
}
