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
import dev.nifivoyage.processors.model.BilledUsage;
import dev.nifivoyage.processors.model.RealTimeCost;
import dev.nifivoyage.processors.realtime.input.RealTimeEndpoint;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.processor.ProcessSession;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The usage and cost of embedding the inputs of a FlowFile: in this attempt, and in earlier attempts recorded in its
 * attributes.
 */
public final class RealTimeUsage {
    private static final Set<String> EARLIER = Set.of(VoyageAttributes.EARLIER_TOKENS, VoyageAttributes.EARLIER_PIXELS);

    private final EmbeddingOptions options;
    private final Usage usage = new Usage();
    private final long start = System.nanoTime();
    private final BilledUsage earlier;

    /**
     * Starts an attempt.
     *
     * @param flowFile as it was received
     */
    public RealTimeUsage(final EmbeddingOptions options, final FlowFile flowFile) {
        final Long tokens = AttributeValues.readLong(flowFile, VoyageAttributes.EARLIER_TOKENS);
        // a model of texts has no price for pixels
        final Long pixels = options.endpoint() == RealTimeEndpoint.MULTIMODAL
                ? AttributeValues.readLong(flowFile, VoyageAttributes.EARLIER_PIXELS)
                : null;
        this.options = options;
        this.earlier = new BilledUsage(tokens == null ? 0 : tokens, pixels == null ? 0 : pixels);
    }

    /** Returns the usage of this attempt. */
    public Usage usage() {
        return usage;
    }

    /** Returns what was billed in earlier attempts. */
    BilledUsage earlier() {
        return earlier;
    }

    /** Returns what was billed in all attempts. */
    private BilledUsage billed() {
        return usage.billed().plus(earlier);
    }

    /** Returns what the cache saved, without that which an earlier attempt paid for and cached. */
    BilledUsage saved() {
        return usage.saved().minus(earlier);
    }

    /** Returns the cost of all attempts, or empty if the price of the model is unknown. */
    Optional<RealTimeCost> cost() {
        return options.cost(billed(), saved());
    }

    /** Returns whether no attempt sent an input or found one in the cache. */
    public boolean isEmpty() {
        return usage.requests() == 0 && usage.hits() == 0 && earlier.equals(BilledUsage.NONE);
    }

    public Map<String, String> attributes() {
        final Map<String, String> attributes = new HashMap<>();
        attributes.put(VoyageAttributes.USAGE_TOKENS, Long.toString(billed().tokens()));
        attributes.put(VoyageAttributes.CACHE_HITS, Long.toString(usage.hits()));
        attributes.put(VoyageAttributes.CACHE_TOKENS_SAVED, Long.toString(saved().tokens()));
        if (options.endpoint() == RealTimeEndpoint.MULTIMODAL) {
            attributes.put(VoyageAttributes.USAGE_PIXELS, Long.toString(billed().pixels()));
            attributes.put(VoyageAttributes.CACHE_PIXELS_SAVED, Long.toString(saved().pixels()));
        }
        cost().ifPresent(total -> {
            attributes.put(VoyageAttributes.COST, total.cost().toPlainString());
            attributes.put(VoyageAttributes.COST_SAVED, total.saved().toPlainString());
        });
        return attributes;
    }

    /**
     * Carries what was billed over to the next attempt at a FlowFile.
     */
    public FlowFile carryOver(final ProcessSession session, final FlowFile flowFile) {
        final Map<String, String> attributes = new HashMap<>();
        attributes.put(VoyageAttributes.EARLIER_TOKENS, Long.toString(billed().tokens()));
        if (billed().pixels() > 0) {
            attributes.put(VoyageAttributes.EARLIER_PIXELS, Long.toString(billed().pixels()));
        }
        return session.putAllAttributes(flowFile, attributes);
    }

    /**
     * Writes the usage and cost to a FlowFile that is not attempted again.
     */
    public FlowFile settle(final ProcessSession session, final FlowFile flowFile) {
        return session.putAllAttributes(clear(session, flowFile), attributes());
    }

    /**
     * Removes what was carried over.
     */
    public static FlowFile clear(final ProcessSession session, final FlowFile flowFile) {
        return session.removeAllAttributes(flowFile, EARLIER);
    }

    /**
     * Counts what was billed and its cost; called once per attempt, whatever its outcome.
     */
    public void countAttempt(final ProcessSession session) {
        Counter.TOKENS.add(session, usage.billed().tokens());
        if (options.endpoint() == RealTimeEndpoint.MULTIMODAL) {
            Counter.PIXELS.add(session, usage.billed().pixels());
        }
        options.cost(usage.billed(), BilledUsage.NONE)
                .ifPresent(attempt -> Counter.COST_MICRO_USD.add(session, attempt.costMicros()));
    }

    /**
     * Reports the requests of this attempt to provenance, if any.
     */
    public void reportAttempt(final ProcessSession session, final FlowFile flowFile) {
        if (usage.requests() > 0) {
            session.getProvenanceReporter()
                    .send(
                            flowFile,
                            "%s/%s"
                                    .formatted(
                                            options.client().orElseThrow().getBaseUri(),
                                            options.endpoint().lastSegment()),
                            details(),
                            TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start),
                            false);
        }
    }

    private String details() {
        final String noun = options.endpoint().noun();
        return "Embedded %s with %d requests, %d tokens%s billed; %d %s were in the cache"
                .formatted(
                        noun,
                        usage.requests(),
                        usage.billed().tokens(),
                        options.endpoint() == RealTimeEndpoint.MULTIMODAL
                                ? " and %d pixels".formatted(usage.billed().pixels())
                                : "",
                        usage.hits(),
                        noun);
    }
}
