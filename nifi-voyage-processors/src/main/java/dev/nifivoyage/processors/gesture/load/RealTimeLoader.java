/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture.load;

import dev.nifivoyage.processors.ratelimit.RateLimit;
import dev.nifivoyage.processors.realtime.InputVectors;
import dev.nifivoyage.processors.realtime.PaidVectors;
import dev.nifivoyage.processors.realtime.RealTimeUsage;
import dev.nifivoyage.processors.realtime.RealTimeVectors;
import dev.nifivoyage.processors.realtime.VectorLookup;
import dev.nifivoyage.service.api.VoyageException;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.ProcessSession;

import java.io.IOException;

/**
 * Embeds a library in real time. Vectors that were billed before a failure are cached, and not billed again by the next
 * attempt.
 */
public final class RealTimeLoader {
    private final LoadOptions options;
    private final PaidVectors paid;
    private final RateLimit rateLimit;
    private final LibraryRouter router;
    private final ComponentLog logger;

    public RealTimeLoader(
            final LoadOptions options,
            final PaidVectors paid,
            final RateLimit rateLimit,
            final LibraryRouter router,
            final ComponentLog logger) {
        this.options = options;
        this.paid = paid;
        this.rateLimit = rateLimit;
        this.router = router;
        this.logger = logger;
    }

    /**
     * Embeds and routes a library.
     *
     * @return whether Voyage accepts other requests
     * @throws IOException if the content cannot be read or written
     */
    public boolean load(final ProcessSession session, final FlowFile flowFile) throws IOException {
        final RealTimeUsage usage = new RealTimeUsage(options.embedding(), flowFile);
        final VectorLookup lookup =
                new VectorLookup(options.embedding(), paid, options.embedding().embedder(rateLimit), logger);
        final InputVectors vectors =
                new RealTimeVectors(lookup, options.embedding().limits(), usage.usage());
        boolean loaded = false;
        boolean proceeds = true;
        try {
            final LoadedLibrary library = options.writer(vectors).write(options.routing(session, flowFile, logger));
            usage.reportAttempt(session, flowFile);
            router.succeed(session, flowFile, library, usage.attributes());
            loaded = true;
        } catch (final VoyageException e) {
            final FlowFile billed =
                    e.isRetryable() ? usage.carryOver(session, flowFile) : usage.settle(session, flowFile);
            proceeds = router.reject(session, billed, e);
        } finally {
            usage.countAttempt(session);
        }
        if (loaded) {
            session.commitAsync(lookup::forget);
        }
        return proceeds;
    }
}
