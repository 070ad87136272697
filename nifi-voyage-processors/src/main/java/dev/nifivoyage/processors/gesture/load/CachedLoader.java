/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture.load;

import dev.nifivoyage.processors.realtime.InputVectors;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.ProcessSession;

import java.io.IOException;
import java.util.Map;

/**
 * Loads a library whose vectors are all in the cache, without a batch job.
 */
public final class CachedLoader {
    private final LoadOptions options;
    private final LibraryRouter router;
    private final ComponentLog logger;

    public CachedLoader(final LoadOptions options, final LibraryRouter router, final ComponentLog logger) {
        this.options = options;
        this.router = router;
        this.logger = logger;
    }

    /**
     * Loads and routes a library.
     *
     * @throws IOException if the content cannot be read or written
     */
    void load(final ProcessSession session, final FlowFile flowFile) throws IOException {
        final InputVectors vectors = new JobVectors(null, options.cache(), options.parameters());
        router.succeed(
                session, flowFile, options.writer(vectors).write(options.routing(session, flowFile, logger)), Map.of());
    }
}
