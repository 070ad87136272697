/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture.load;

import dev.nifivoyage.processors.gesture.library.GesturePaths;
import dev.nifivoyage.processors.property.EmbeddingProperties;
import dev.nifivoyage.processors.realtime.EmbeddingOptions;
import dev.nifivoyage.processors.realtime.InputVectors;
import dev.nifivoyage.processors.record.output.RecordRouting;
import dev.nifivoyage.processors.record.path.VectorFormat;
import dev.nifivoyage.service.api.VoyageClientService;
import dev.nifivoyage.service.api.cache.EmbeddingCache;
import dev.nifivoyage.service.api.embedding.EmbeddingParameters;
import org.apache.nifi.context.PropertyContext;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.serialization.RecordReaderFactory;
import org.apache.nifi.serialization.RecordSetWriterFactory;

import java.time.Duration;
import java.util.Optional;

/**
 * Settings of LoadGestureLibrary.
 *
 * @param waiting settings of the modes that wait for a batch job; empty in the others
 */
public record LoadOptions(
        LoadingMode mode,
        RecordReaderFactory readerFactory,
        RecordSetWriterFactory writerFactory,
        EmbeddingOptions embedding,
        GesturePaths paths,
        VectorFormat format,
        Optional<WaitingOptions> waiting) {

    /**
     * Resolves the properties.
     */
    public static LoadOptions of(final PropertyContext context) {
        final LoadingMode mode = LibraryProperties.mode(context);
        return new LoadOptions(
                mode,
                context.getProperty(LibraryProperties.RECORD_READER).asControllerService(RecordReaderFactory.class),
                context.getProperty(LibraryProperties.RECORD_WRITER).asControllerService(RecordSetWriterFactory.class),
                EmbeddingOptions.of(context, EmbeddingProperties.parameters(context)),
                new GesturePaths(
                        context.getProperty(LibraryProperties.LABEL_RECORD_PATH).getValue(),
                        context.getProperty(LibraryProperties.TEXT_RECORD_PATH).getValue(),
                        context.getProperty(LibraryProperties.VARIATIONS_RECORD_PATH)
                                .getValue(),
                        LibraryProperties.imagesPath(context).orElse(null),
                        GesturePaths.DEFAULT.version(),
                        GesturePaths.DEFAULT.attributes()),
                context.getProperty(LibraryProperties.VECTOR_FORMAT).asAllowableValue(VectorFormat.class),
                // NiFi rejects reading properties that the mode does not have
                mode.waitsForJob() ? Optional.of(WaitingOptions.of(context)) : Optional.empty());
    }

    /**
     * Returns the time after which no poll of a job is set.
     */
    public Duration longestWait() {
        return waiting.map(settings -> settings.interval().longestWait(settings.maximumWaitingTime()))
                .orElse(Duration.ofDays(1));
    }

    /**
     * Returns the settings for waiting, in a mode that waits.
     */
    WaitingOptions forWaiting() {
        return waiting.orElseThrow();
    }

    EmbeddingParameters parameters() {
        return embedding.parameters();
    }

    VoyageClientService client() {
        return embedding.client().orElseThrow();
    }

    EmbeddingCache cache() {
        return embedding.cache().orElseThrow();
    }

    LibraryWriter writer(final InputVectors vectors) {
        return new LibraryWriter(vectors, parameters(), paths, format);
    }

    RecordRouting routing(final ProcessSession session, final FlowFile flowFile, final ComponentLog logger) {
        return new RecordRouting(session, flowFile, readerFactory, writerFactory, logger);
    }
}
