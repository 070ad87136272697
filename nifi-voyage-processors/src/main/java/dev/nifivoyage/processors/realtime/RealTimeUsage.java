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
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.processor.ProcessSession;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The usage and cost of embedding the texts of a FlowFile: in this attempt, and in earlier attempts recorded in its
 * attributes.
 */
public final class RealTimeUsage {
    private final EmbeddingOptions options;
    private final Usage usage = new Usage();
    private final long start = System.nanoTime();
    private final long earlierTokens;

    /**
     * Starts an attempt.
     *
     * @param flowFile as it was received
     */
    public RealTimeUsage(final EmbeddingOptions options, final FlowFile flowFile) {
        final Long earlier = AttributeValues.readLong(flowFile, VoyageAttributes.EARLIER_TOKENS);
        this.options = options;
        this.earlierTokens = earlier == null ? 0 : earlier;
    }

    /** Returns the usage of this attempt. */
    public Usage usage() {
        return usage;
    }

    /** Returns the tokens billed in all attempts. */
    private long tokens() {
        return usage.tokens() + earlierTokens;
    }

    /** Returns the tokens saved by the cache, without those that an earlier attempt paid for and cached. */
    long tokensSaved() {
        return Math.max(0, usage.tokensSaved() - earlierTokens);
    }

    /** Returns the cost of all attempts, or empty if the price of the model is unknown. */
    Optional<RealTimeCost> cost() {
        return options.cost(tokens(), tokensSaved());
    }

    /** Returns whether no attempt sent a text or found one in the cache. */
    public boolean isEmpty() {
        return usage.requests() == 0 && usage.hits() == 0 && earlierTokens == 0;
    }

    public Map<String, String> attributes() {
        final Map<String, String> attributes = new HashMap<>();
        attributes.put(VoyageAttributes.USAGE_TOKENS, Long.toString(tokens()));
        attributes.put(VoyageAttributes.CACHE_HITS, Long.toString(usage.hits()));
        attributes.put(VoyageAttributes.CACHE_TOKENS_SAVED, Long.toString(tokensSaved()));
        cost().ifPresent(total -> {
            attributes.put(VoyageAttributes.COST, total.cost().toPlainString());
            attributes.put(VoyageAttributes.COST_SAVED, total.saved().toPlainString());
        });
        return attributes;
    }

    /**
     * Carries the billed tokens over to the next attempt at a FlowFile.
     */
    public FlowFile carryOver(final ProcessSession session, final FlowFile flowFile) {
        return session.putAttribute(flowFile, VoyageAttributes.EARLIER_TOKENS, Long.toString(tokens()));
    }

    /**
     * Writes the usage and cost to a FlowFile that is not attempted again.
     */
    public FlowFile settle(final ProcessSession session, final FlowFile flowFile) {
        return session.putAllAttributes(
                session.removeAttribute(flowFile, VoyageAttributes.EARLIER_TOKENS), attributes());
    }

    /**
     * Counts the billed tokens and their cost; called once per attempt, whatever its outcome.
     */
    public void countAttempt(final ProcessSession session) {
        Counter.TOKENS.add(session, usage.tokens());
        options.cost(usage.tokens(), 0).ifPresent(attempt -> Counter.COST_MICRO_USD.add(session, attempt.costMicros()));
    }

    /**
     * Reports the requests of this attempt to provenance, if any.
     */
    public void reportAttempt(final ProcessSession session, final FlowFile flowFile) {
        if (usage.requests() > 0) {
            session.getProvenanceReporter()
                    .send(
                            flowFile,
                            "%s/embeddings"
                                    .formatted(options.client().orElseThrow().getBaseUri()),
                            "Embedded texts with %d requests, %d tokens billed; %d texts were in the cache"
                                    .formatted(usage.requests(), usage.tokens(), usage.hits()),
                            TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start),
                            false);
        }
    }
}
