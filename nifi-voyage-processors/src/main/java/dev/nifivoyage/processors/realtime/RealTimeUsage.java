/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.realtime;

import dev.nifivoyage.processors.attribute.AttributeValues;
import dev.nifivoyage.processors.attribute.Counter;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.model.RealTimeCost;
import dev.nifivoyage.processors.property.EmbeddingProperties;
import dev.nifivoyage.processors.property.PriceProperty;
import dev.nifivoyage.processors.property.VoyageClientProperty;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What embedding the texts of a FlowFile cost and saved: in this try, and in earlier ones that its attributes tell of.
 */
public final class RealTimeUsage {
    private final ProcessContext context;
    private final Usage usage = new Usage();
    private final long start = System.nanoTime();
    private final long earlierTokens;

    /**
     * Begins a try.
     *
     * @param flowFile as it came
     */
    public RealTimeUsage(final ProcessContext context, final FlowFile flowFile) {
        final Long earlier = AttributeValues.readLong(flowFile, VoyageAttributes.EARLIER_TOKENS);
        this.context = context;
        this.earlierTokens = earlier == null ? 0 : earlier;
    }

    /** Counts the texts of this try. */
    public Usage usage() {
        return usage;
    }

    /** Tokens that were billed in all tries. */
    public long tokens() {
        return usage.tokens() + earlierTokens;
    }

    /** Tokens that the cache saved; what an earlier try paid and the cache kept is not saved. */
    public long tokensSaved() {
        return Math.max(0, usage.tokensSaved() - earlierTokens);
    }

    /** The price of both; empty when that of the model is unknown. */
    public Optional<RealTimeCost> cost() {
        return cost(tokens(), tokensSaved());
    }

    /** Whether no text was sent or found, in no try. */
    public boolean isEmpty() {
        return usage.requests() == 0 && usage.hits() == 0 && earlierTokens == 0;
    }

    public Map<String, String> attributes() {
        final Map<String, String> attributes = new HashMap<>();
        attributes.put(VoyageAttributes.USAGE_TOKENS, Long.toString(tokens()));
        attributes.put(VoyageAttributes.CACHE_HITS, Long.toString(usage.hits()));
        attributes.put(VoyageAttributes.CACHE_TOKENS_SAVED, Long.toString(tokensSaved()));
        cost().ifPresent(known -> {
            attributes.put(VoyageAttributes.COST, known.cost().toPlainString());
            attributes.put(VoyageAttributes.COST_SAVED, known.saved().toPlainString());
        });
        return attributes;
    }

    /**
     * Counts what this try was billed; for each try, whatever becomes of the FlowFile.
     */
    public void countTry(final ProcessSession session) {
        Counter.TOKENS.add(session, usage.tokens());
        cost(usage.tokens(), 0).ifPresent(cost -> Counter.COST_MICRO_USD.add(session, cost.costMicros()));
    }

    /**
     * Tells provenance what this try sent, if anything.
     */
    public void reportTry(final ProcessSession session, final FlowFile flowFile) {
        if (usage.requests() > 0) {
            session.getProvenanceReporter()
                    .send(
                            flowFile,
                            "%s/embeddings"
                                    .formatted(
                                            VoyageClientProperty.client(context).getBaseUri()),
                            "Embedded texts with %d requests, %d tokens billed; %d texts were in the cache"
                                    .formatted(usage.requests(), usage.tokens(), usage.hits()),
                            TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start),
                            false);
        }
    }

    private Optional<RealTimeCost> cost(final long tokens, final long tokensSaved) {
        return RealTimeCost.of(
                context.getProperty(EmbeddingProperties.EMBEDDINGS_MODEL).getValue(),
                tokens,
                tokensSaved,
                PriceProperty.price(context));
    }
}
