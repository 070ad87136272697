/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.lookup;

import dev.nifivoyage.service.api.BatchEndpoint;
import dev.nifivoyage.service.api.VoyageClientService;
import dev.nifivoyage.service.api.cache.CachedEmbedding;
import dev.nifivoyage.service.api.cache.EmbeddingCache;
import dev.nifivoyage.service.api.cache.EmbeddingCacheService;
import dev.nifivoyage.service.api.embedding.EmbeddingDataType;
import dev.nifivoyage.service.api.embedding.EmbeddingInputType;
import dev.nifivoyage.service.api.embedding.EmbeddingParameters;
import dev.nifivoyage.service.api.embedding.RequestKey;
import org.apache.nifi.annotation.documentation.CapabilityDescription;
import org.apache.nifi.annotation.documentation.SeeAlso;
import org.apache.nifi.annotation.documentation.Tags;
import org.apache.nifi.annotation.lifecycle.OnDisabled;
import org.apache.nifi.annotation.lifecycle.OnEnabled;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.controller.AbstractControllerService;
import org.apache.nifi.controller.ConfigurationContext;
import org.apache.nifi.expression.ExpressionLanguageScope;
import org.apache.nifi.lookup.LookupFailureException;
import org.apache.nifi.lookup.LookupService;
import org.apache.nifi.processor.util.StandardValidators;
import org.apache.nifi.serialization.SimpleRecordSchema;
import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.MapRecord;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordFieldType;
import org.apache.nifi.serialization.record.RecordSchema;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

@Tags({"voyage", "ai", "embeddings", "cache", "vector", "lookup", "enrich", "record"})
@CapabilityDescription(
        "Looks up the vector of a text in an embedding cache. Texts that are not cached are not embedded; the lookup returns no result for them.")
@SeeAlso(
        classNames = {
            "dev.nifivoyage.service.cache.EhcacheEmbeddingCacheService",
            "dev.nifivoyage.processors.batch.CreateBatchEmbedding"
        })
public class EmbeddingLookupService extends AbstractControllerService implements LookupService<Record> {

    static final PropertyDescriptor EMBEDDING_CACHE_SERVICE = new PropertyDescriptor.Builder()
            .name("Embedding Cache Service")
            .description("Embedding cache to search")
            .required(true)
            .identifiesControllerService(EmbeddingCacheService.class)
            .build();

    static final PropertyDescriptor VOYAGE_CLIENT_SERVICE = new PropertyDescriptor.Builder()
            .name("Voyage Client Service")
            .description(
                    "Connection to the server that created the vectors, used only to obtain its Vector Source. The server is not called.")
            .required(false)
            .identifiesControllerService(VoyageClientService.class)
            .build();

    static final PropertyDescriptor VECTOR_SOURCE = new PropertyDescriptor.Builder()
            .name("Vector Source")
            .description(
                    "Source of the vectors: Vector Source of the Voyage Client Service with which they were created or, if that is not set, its Base URL. "
                            + "Ignored if Voyage Client Service is set.")
            .required(true)
            .expressionLanguageSupported(ExpressionLanguageScope.ENVIRONMENT)
            .defaultValue("https://api.voyageai.com/v1")
            .addValidator(StandardValidators.NON_BLANK_VALIDATOR)
            .build();

    static final PropertyDescriptor EMBEDDINGS_MODEL = new PropertyDescriptor.Builder()
            .name("Embeddings Model")
            .description("Name of the model with which the vectors were created")
            .required(true)
            .defaultValue("voyage-4")
            .addValidator(StandardValidators.NON_BLANK_VALIDATOR)
            .build();

    static final PropertyDescriptor INPUT_TYPE = new PropertyDescriptor.Builder()
            .name("Input Type")
            .description("Input type with which the vectors were created")
            .required(true)
            .allowableValues(EmbeddingInputType.class)
            .defaultValue(EmbeddingInputType.DOCUMENT)
            .build();

    static final PropertyDescriptor DIMENSIONS = new PropertyDescriptor.Builder()
            .name("Dimensions")
            .description("Number of dimensions, if it was set when the vectors were created")
            .required(false)
            .addValidator(StandardValidators.POSITIVE_INTEGER_VALIDATOR)
            .build();

    static final PropertyDescriptor DATA_TYPE = new PropertyDescriptor.Builder()
            .name("Data Type")
            .description("Data type of the numbers of a vector")
            .required(true)
            .allowableValues(EmbeddingDataType.class)
            .defaultValue(EmbeddingDataType.FLOAT)
            .build();

    static final PropertyDescriptor TRUNCATION = new PropertyDescriptor.Builder()
            .name("Truncation")
            .description("Specifies whether texts that exceed the context length of the model were truncated")
            .required(true)
            .allowableValues("true", "false")
            .defaultValue("true")
            .build();

    static final PropertyDescriptor NAMESPACE = new PropertyDescriptor.Builder()
            .name("Namespace")
            .description("Namespace of the vectors. Vectors with different namespaces are never shared.")
            .required(false)
            .addValidator(StandardValidators.NON_BLANK_VALIDATOR)
            .build();

    static final String TEXT = "text";
    static final String EMBEDDING = "embedding";

    private static final List<PropertyDescriptor> PROPERTY_DESCRIPTORS = List.of(
            EMBEDDING_CACHE_SERVICE,
            VOYAGE_CLIENT_SERVICE,
            VECTOR_SOURCE,
            EMBEDDINGS_MODEL,
            INPUT_TYPE,
            DIMENSIONS,
            DATA_TYPE,
            TRUNCATION,
            NAMESPACE);

    private volatile Source source;

    @Override
    protected List<PropertyDescriptor> getSupportedPropertyDescriptors() {
        return PROPERTY_DESCRIPTORS;
    }

    @OnEnabled
    public void onEnabled(final ConfigurationContext context) {
        final EmbeddingParameters parameters = new EmbeddingParameters(
                context.getProperty(NAMESPACE).getValue(),
                context.getProperty(EMBEDDINGS_MODEL).getValue(),
                context.getProperty(INPUT_TYPE).asAllowableValue(EmbeddingInputType.class),
                context.getProperty(DIMENSIONS).asInteger(),
                context.getProperty(DATA_TYPE).asAllowableValue(EmbeddingDataType.class),
                context.getProperty(TRUNCATION).asBoolean());
        final DataType number = (parameters.dataType() == EmbeddingDataType.FLOAT
                        ? RecordFieldType.FLOAT
                        : RecordFieldType.INT)
                .getDataType();
        final RecordSchema schema = new SimpleRecordSchema(
                List.of(new RecordField(EMBEDDING, RecordFieldType.ARRAY.getArrayDataType(number))));
        final VoyageClientService client =
                context.getProperty(VOYAGE_CLIENT_SERVICE).asControllerService(VoyageClientService.class);
        final String vectorSource = client == null
                ? context.getProperty(VECTOR_SOURCE)
                        .evaluateAttributeExpressions()
                        .getValue()
                        .strip()
                : client.getVectorSource();
        final EmbeddingCacheService cache =
                context.getProperty(EMBEDDING_CACHE_SERVICE).asControllerService(EmbeddingCacheService.class);
        source = new Source(new EmbeddingCache(cache, vectorSource), parameters, schema);
    }

    @OnDisabled
    public void onDisabled() {
        source = null;
    }

    /**
     * Returns the vector as a record with the field {@value #EMBEDDING}: an array of Float or, for all data types
     * except float, of Integer.
     *
     * @param coordinates {@value #TEXT}: the text as it was embedded
     * @return empty if the vector is not cached, or the text is missing
     */
    @Override
    public Optional<Record> lookup(final Map<String, Object> coordinates) throws LookupFailureException {
        final Object text = coordinates.get(TEXT);
        if (text == null) {
            return Optional.empty();
        }

        final Source enabled = source;
        if (enabled == null) {
            throw new LookupFailureException("Embedding Lookup Service is not enabled");
        }

        // a deriver is cheap, and for use by one thread
        final RequestKey key = RequestKey.deriver(BatchEndpoint.EMBEDDINGS.path(), enabled.parameters())
                .of(text.toString());
        final CachedEmbedding cached;
        try {
            cached = enabled.cache().getAll(enabled.parameters(), Set.of(key)).get(key);
        } catch (final IllegalStateException e) {
            throw new LookupFailureException("Failed to read the embedding cache: " + e.getMessage(), e);
        }

        return Optional.ofNullable(cached)
                .map(found -> new MapRecord(
                        enabled.schema(), Map.of(EMBEDDING, found.embedding().numbers())));
    }

    @Override
    public Class<?> getValueType() {
        return Record.class;
    }

    @Override
    public Set<String> getRequiredKeys() {
        return Set.of(TEXT);
    }

    private record Source(EmbeddingCache cache, EmbeddingParameters parameters, RecordSchema schema) {}
}
