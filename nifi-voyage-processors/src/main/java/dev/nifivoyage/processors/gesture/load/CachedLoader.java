/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture.load;

import dev.nifivoyage.processors.property.EmbeddingProperties;
import dev.nifivoyage.processors.realtime.TextVectors;
import dev.nifivoyage.processors.record.RecordRouting;
import dev.nifivoyage.service.api.embedding.EmbeddingParameters;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;

import java.io.IOException;
import java.util.Map;

/**
 * Hands on a library that is in the cache as a whole, so that no job is needed.
 */
public final class CachedLoader {
    private final LibraryRouter router;
    private final ComponentLog logger;

    public CachedLoader(final LibraryRouter router, final ComponentLog logger) {
        this.router = router;
        this.logger = logger;
    }

    /**
     * Hands on the library.
     *
     * @throws IOException when the content cannot be read or written
     */
    public void load(final ProcessContext context, final ProcessSession session, final FlowFile flowFile)
            throws IOException {
        final EmbeddingParameters parameters = EmbeddingProperties.parameters(context);
        final TextVectors vectors = new JobVectors(null, LibraryProperties.cache(context), parameters);
        final LibraryWriter writer = new LibraryWriter(
                vectors, parameters, LibraryProperties.paths(context), LibraryProperties.format(context));
        router.deliver(
                context,
                session,
                flowFile,
                writer.write(new RecordRouting(
                        session,
                        flowFile,
                        LibraryProperties.reader(context),
                        LibraryProperties.writer(context),
                        logger)),
                Map.of());
    }
}
