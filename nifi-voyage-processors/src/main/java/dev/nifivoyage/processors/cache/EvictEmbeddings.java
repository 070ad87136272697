/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.cache;

import dev.nifivoyage.processors.attribute.AttributeValues;
import dev.nifivoyage.processors.attribute.Counter;
import dev.nifivoyage.processors.attribute.ErrorAttributes;
import dev.nifivoyage.processors.attribute.ErrorCode;
import dev.nifivoyage.processors.verification.StepResult;
import dev.nifivoyage.service.api.cache.CacheStatistics;
import dev.nifivoyage.service.api.cache.EmbeddingCacheService;
import org.apache.nifi.annotation.behavior.InputRequirement;
import org.apache.nifi.annotation.behavior.WritesAttribute;
import org.apache.nifi.annotation.behavior.WritesAttributes;
import org.apache.nifi.annotation.configuration.DefaultSettings;
import org.apache.nifi.annotation.documentation.CapabilityDescription;
import org.apache.nifi.annotation.documentation.SeeAlso;
import org.apache.nifi.annotation.documentation.Tags;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.PropertyValue;
import org.apache.nifi.expression.ExpressionLanguageScope;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.AbstractProcessor;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.processor.VerifiableProcessor;
import org.apache.nifi.processor.exception.ProcessException;
import org.apache.nifi.processor.util.StandardValidators;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;

@InputRequirement(InputRequirement.Requirement.INPUT_REQUIRED)
@Tags({"voyage", "ai", "embeddings", "cache", "evict", "namespace"})
@CapabilityDescription(
        "Evicts one namespace of an embedding cache. Vectors stored in it so far are no longer found. Other namespaces are not affected.")
@WritesAttributes({
    @WritesAttribute(attribute = "error.code", description = "Code of the error, for FlowFiles routed to retry"),
    @WritesAttribute(
            attribute = "error.message",
            description = "Description of the error, for FlowFiles routed to retry")
})
@SeeAlso(
        classNames = {
            "dev.nifivoyage.service.cache.EhcacheEmbeddingCacheService",
            "dev.nifivoyage.processors.batch.CreateBatchEmbedding"
        })
@DefaultSettings(penaltyDuration = "1 min")
public class EvictEmbeddings extends AbstractProcessor implements VerifiableProcessor {

    static final PropertyDescriptor EMBEDDING_CACHE_SERVICE = new PropertyDescriptor.Builder()
            .name("Embedding Cache Service")
            .description("Specifies the cache")
            .identifiesControllerService(EmbeddingCacheService.class)
            .required(true)
            .build();

    static final PropertyDescriptor NAMESPACE = new PropertyDescriptor.Builder()
            .name("Namespace")
            .description(
                    "Specifies the namespace to evict. If not set, or if the expression evaluates to an empty string, vectors without a namespace are evicted.")
            .required(false)
            .expressionLanguageSupported(ExpressionLanguageScope.FLOWFILE_ATTRIBUTES)
            .addValidator(StandardValidators.NON_EMPTY_EL_VALIDATOR)
            .build();

    static final Relationship SUCCESS = new Relationship.Builder()
            .name("success")
            .description("FlowFiles are routed to this relationship after the namespace was evicted")
            .build();

    static final Relationship RETRY = new Relationship.Builder()
            .name("retry")
            .description("FlowFiles are routed to this relationship if the eviction could not be persisted, "
                    + "so that its vectors may reappear after a restart. Route back to this processor.")
            .build();

    private static final List<PropertyDescriptor> PROPERTY_DESCRIPTORS = List.of(EMBEDDING_CACHE_SERVICE, NAMESPACE);

    private static final Set<Relationship> RELATIONSHIPS = Set.of(SUCCESS, RETRY);

    @Override
    protected List<PropertyDescriptor> getSupportedPropertyDescriptors() {
        return PROPERTY_DESCRIPTORS;
    }

    @Override
    public Set<Relationship> getRelationships() {
        return RELATIONSHIPS;
    }

    @Override
    public List<ConfigVerificationResult> verify(
            final ProcessContext context, final ComponentLog verificationLogger, final Map<String, String> attributes) {
        final String namespace = namespace(context.getProperty(NAMESPACE).evaluateAttributeExpressions(attributes));
        final CacheStatistics statistics = cache(context).statistics();
        return List.of(
                StepResult.successful(
                        NAMESPACE.getName(),
                        namespace.isEmpty()
                                ? "Vectors without a namespace are evicted"
                                : "Vectors of the namespace [%s] are evicted".formatted(namespace)),
                StepResult.successful(
                        EMBEDDING_CACHE_SERVICE.getName(),
                        "The cache contains about %,d vectors of all namespaces".formatted(statistics.entries())));
    }

    @Override
    public void onTrigger(final ProcessContext context, final ProcessSession session) throws ProcessException {
        final FlowFile flowFile = session.get();
        if (flowFile == null) {
            return;
        }

        final String namespace = namespace(context.getProperty(NAMESPACE).evaluateAttributeExpressions(flowFile));
        try {
            cache(context).evict(namespace);
            getLogger()
                    .info(
                            "Evicted namespace [{}] of the embedding cache for {}",
                            AttributeValues.shown(namespace),
                            flowFile);
            Counter.NAMESPACES_EVICTED.add(session, 1);
            session.transfer(ErrorAttributes.clear(session, flowFile), SUCCESS);
        } catch (final IOException e) {
            getLogger()
                    .warn(
                            "Failed to evict namespace [{}] of the embedding cache for {}",
                            AttributeValues.shown(namespace),
                            flowFile,
                            e);
            session.transfer(
                    session.penalize(
                            session.putAllAttributes(flowFile, ErrorAttributes.of(ErrorCode.CACHE, e.getMessage()))),
                    RETRY);
        }
    }

    private static String namespace(final PropertyValue configured) {
        return configured.getValue() == null ? "" : configured.getValue();
    }

    private static EmbeddingCacheService cache(final ProcessContext context) {
        return context.getProperty(EMBEDDING_CACHE_SERVICE).asControllerService(EmbeddingCacheService.class);
    }
}
