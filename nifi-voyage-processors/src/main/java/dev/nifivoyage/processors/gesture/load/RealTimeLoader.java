/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture.load;

import dev.nifivoyage.processors.property.EmbeddingProperties;
import dev.nifivoyage.processors.property.VoyageClientProperty;
import dev.nifivoyage.processors.ratelimit.RateLimit;
import dev.nifivoyage.processors.realtime.EmbeddingOptions;
import dev.nifivoyage.processors.realtime.PaidVectors;
import dev.nifivoyage.processors.realtime.RealTimeUsage;
import dev.nifivoyage.processors.realtime.RealTimeVectors;
import dev.nifivoyage.processors.realtime.TextEmbedder;
import dev.nifivoyage.processors.realtime.TextVectors;
import dev.nifivoyage.processors.realtime.VectorLookup;
import dev.nifivoyage.processors.record.RecordRouting;
import dev.nifivoyage.service.api.VoyageException;
import dev.nifivoyage.service.api.embedding.EmbeddingParameters;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;

import java.io.IOException;

/**
 * Embeds a library at once. What was answered before a refusal is in the cache, and not paid again at the next try.
 */
public final class RealTimeLoader {
    private final PaidVectors paid;
    private final RateLimit gate;
    private final LibraryRouter router;
    private final ComponentLog logger;

    public RealTimeLoader(
            final PaidVectors paid, final RateLimit gate, final LibraryRouter router, final ComponentLog logger) {
        this.paid = paid;
        this.gate = gate;
        this.router = router;
        this.logger = logger;
    }

    /**
     * Embeds the library and hands it on.
     *
     * @throws IOException when the content cannot be read or written
     */
    public void load(final ProcessContext context, final ProcessSession session, final FlowFile flowFile)
            throws IOException {
        final EmbeddingParameters parameters = EmbeddingProperties.parameters(context);
        final EmbeddingOptions options = EmbeddingOptions.of(context, parameters);
        final RealTimeUsage usage = new RealTimeUsage(options, flowFile);
        final TextEmbedder embedder = new TextEmbedder(VoyageClientProperty.client(context), parameters, gate);
        final VectorLookup lookup = new VectorLookup(options, paid, embedder, logger);
        final TextVectors vectors = new RealTimeVectors(lookup, options.limits(), usage.usage());
        final LibraryWriter writer = new LibraryWriter(
                vectors, parameters, LibraryProperties.paths(context), LibraryProperties.format(context));
        boolean done = false;
        try {
            final LoadedLibrary library = writer.write(new RecordRouting(
                    session, flowFile, LibraryProperties.reader(context), LibraryProperties.writer(context), logger));
            usage.reportAttempt(session, flowFile);
            router.deliver(context, session, flowFile, library, usage.attributes());
            done = true;
        } catch (final VoyageException e) {
            final FlowFile billed =
                    e.isRetryable() ? usage.carryOver(session, flowFile) : usage.settle(session, flowFile);
            router.rejected(context, session, billed, e);
        } finally {
            usage.countAttempt(session);
        }
        if (done) {
            session.commitAsync(lookup::forget);
        }
    }
}
