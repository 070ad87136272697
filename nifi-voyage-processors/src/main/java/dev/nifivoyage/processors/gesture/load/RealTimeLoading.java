/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture.load;

import dev.nifivoyage.api.EmbeddingsRequest;
import dev.nifivoyage.api.VoyageException;
import dev.nifivoyage.embedding.EmbeddingParameters;
import dev.nifivoyage.processors.attribute.AttributeValues;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.cost.RealTimeCost;
import dev.nifivoyage.processors.property.EmbeddingProperties;
import dev.nifivoyage.processors.property.PriceProperty;
import dev.nifivoyage.processors.property.VoyageClientProperty;
import dev.nifivoyage.processors.realtime.RequestLimits;
import dev.nifivoyage.processors.realtime.TextEmbedder;
import dev.nifivoyage.processors.realtime.UsageAttributes;
import dev.nifivoyage.processors.realtime.UsageTally;
import dev.nifivoyage.processors.realtime.VectorLookup;
import dev.nifivoyage.processors.throttle.RetryGate;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Embeds a library at once. What was answered before a refusal is in the cache, and not paid again at the next try.
 */
public final class RealTimeLoading {
    private final RetryGate gate;
    private final LibraryDelivery delivery;
    private final ComponentLog logger;

    public RealTimeLoading(final RetryGate gate, final LibraryDelivery delivery, final ComponentLog logger) {
        this.gate = gate;
        this.delivery = delivery;
        this.logger = logger;
    }

    /**
     * Embeds the library and hands it on.
     *
     * @throws IOException when the content cannot be read or written
     */
    public void load(final ProcessContext context, final ProcessSession session, final FlowFile flowFile) throws IOException {
        final long start = System.nanoTime();
        final EmbeddingParameters parameters = EmbeddingProperties.parameters(context);
        final UsageTally tally = new UsageTally();
        final TextEmbedder embedder = new TextEmbedder(VoyageClientProperty.client(context), parameters, gate);
        final VectorLookup lookup = new VectorLookup(LibraryProperties.cache(context), embedder, parameters, logger);
        final GestureVectors vectors = new RealTimeVectors(lookup, RequestLimits.of(parameters.model(), EmbeddingsRequest.MAXIMUM_TEXTS), tally);
        final LibraryWriter writer = new LibraryWriter(vectors, parameters, LibraryProperties.paths(context), LibraryProperties.format(context));
        try {
            final LoadedLibrary library = writer.write(session, flowFile, LibraryProperties.reader(context), LibraryProperties.writer(context), logger);
            if (tally.requests() > 0) {
                session.getProvenanceReporter().send(flowFile, "%s/embeddings".formatted(VoyageClientProperty.client(context).getBaseUri()),
                    "Embedded texts with %d requests, %d tokens billed; %d texts were in the cache".formatted(tally.requests(), tally.tokens(), tally.hits()),
                    TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start), false);
            }
            delivery.deliver(context, session, flowFile, library, usage(context, flowFile, tally));
        } catch (final VoyageException e) {
            final Map<String, String> usage = usage(context, flowFile, tally);
            final FlowFile billed = e.isRetryable()
                ? session.putAttribute(flowFile, VoyageAttributes.EARLIER_TOKENS, usage.get(VoyageAttributes.USAGE_TOKENS))
                : session.putAllAttributes(session.removeAttribute(flowFile, VoyageAttributes.EARLIER_TOKENS), usage);
            delivery.refused(context, session, billed, e);
        } finally {
            // each try, whatever becomes of the FlowFile
            session.adjustCounter("Tokens", tally.tokens(), false);
            cost(context, tally.tokens(), 0).ifPresent(cost -> session.adjustCounter("Cost in Micro USD", cost.costMicros(), false));
        }
    }

    // what an earlier try paid and the cache kept is not saved
    private static Map<String, String> usage(final ProcessContext context, final FlowFile flowFile, final UsageTally tally) {
        final long earlier = earlierTokens(flowFile);
        final long saved = Math.max(0, tally.tokensSaved() - earlier);
        return UsageAttributes.of(tally.tokens() + earlier, tally.hits(), saved, cost(context, tally.tokens() + earlier, saved));
    }

    private static long earlierTokens(final FlowFile flowFile) {
        final Long earlier = AttributeValues.readLong(flowFile, VoyageAttributes.EARLIER_TOKENS);
        return earlier == null ? 0 : earlier;
    }

    private static Optional<RealTimeCost> cost(final ProcessContext context, final long tokens, final long tokensSaved) {
        return RealTimeCost.of(context.getProperty(EmbeddingProperties.EMBEDDINGS_MODEL).getValue(), tokens, tokensSaved, PriceProperty.price(context));
    }
}
