/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture.recognize;

import dev.nifivoyage.api.BatchEndpoint;
import dev.nifivoyage.api.VoyageException;
import dev.nifivoyage.embedding.EmbeddingKey;
import dev.nifivoyage.embedding.EmbeddingParameters;
import dev.nifivoyage.processors.gesture.library.Gesture;
import dev.nifivoyage.processors.gesture.library.GesturePaths;
import dev.nifivoyage.processors.gesture.library.GestureReader;
import dev.nifivoyage.processors.gesture.library.GestureRow;
import dev.nifivoyage.processors.gesture.load.RealTimeVectors;
import dev.nifivoyage.processors.gesture.match.ComparisonMode;
import dev.nifivoyage.processors.gesture.match.LabelMatcher;
import dev.nifivoyage.processors.gesture.match.LabelledVectors;
import dev.nifivoyage.processors.gesture.match.UnusableVectorException;
import dev.nifivoyage.processors.gesture.recognize.RecognitionLibrary.LabelNote;
import dev.nifivoyage.processors.realtime.TextOutcomes;
import dev.nifivoyage.processors.record.RowError;
import dev.nifivoyage.processors.record.UnreadableContentException;
import dev.nifivoyage.processors.record.VectorValue;
import org.apache.nifi.components.resource.ResourceReference;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.schema.access.SchemaNotFoundException;
import org.apache.nifi.serialization.MalformedRecordException;
import org.apache.nifi.serialization.RecordReader;
import org.apache.nifi.serialization.RecordReaderFactory;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a library and gets the vectors of its texts: those that stand in it, else from the cache, else from Voyage. All of them are on the heap, 4 bytes for each dimension.
 */
final class LibraryLoading {
    private static final int TEXTS_PER_CHUNK = 1_000;

    private final RecordReaderFactory readerFactory;
    private final GesturePaths paths;
    private final EmbeddingParameters parameters;
    private final ComparisonMode mode;
    private final int exactSearchLimit;
    private final ComponentLog logger;
    private final RepeatedCause repeatedCause = new RepeatedCause(System::nanoTime);

    LibraryLoading(final RecordReaderFactory readerFactory, final GesturePaths paths, final EmbeddingParameters parameters, final ComparisonMode mode, final int exactSearchLimit,
            final ComponentLog logger) {
        this.readerFactory = readerFactory;
        this.paths = paths;
        this.parameters = parameters;
        this.mode = mode;
        this.exactSearchLimit = exactSearchLimit;
        this.logger = logger;
    }

    /**
     * Loads the library.
     *
     * @param textVectors where the vectors of texts come from, or null when there is no connection to Voyage
     * @throws VoyageException when Voyage refuses a request
     * @throws UnusableLibraryException when the library cannot be read, has no label, or vectors that cannot be compared
     */
    RecognitionLibrary load(final ResourceReference resource, final RealTimeVectors textVectors) throws IOException {
        final Map<String, List<float[]>> vectors = new LinkedHashMap<>();
        final Map<String, LabelNote> notes = new HashMap<>();
        final LeftOut leftOut = new LeftOut();
        final File file = resource.asFile();
        if (file != null && !file.exists()) {
            throw UnusableLibraryException.missing(path(file));
        }

        try (InputStream input = file == null ? resource.read() : new RereadableFile(file);
            RecordReader reader = readerFactory.createRecordReader(Map.of(), input, file == null ? -1 : file.length(), logger)) {
            read(new GestureReader(reader, paths), textVectors, vectors, notes, leftOut);
        } catch (final VoyageException e) {
            throw e;
        } catch (final UnusableLibraryException e) {
            throw new UnusableLibraryException("%s cannot be used. %s".formatted(name(resource), e.getMessage()), e);
        } catch (final IOException | MalformedRecordException | SchemaNotFoundException | RuntimeException e) {
            throw new UnusableLibraryException("%s cannot be read: %s".formatted(name(resource), UnreadableContentException.of(e).getMessage()), e);
        }
        if (vectors.isEmpty()) {
            throw new UnusableLibraryException("%s has no label with a text. %s".formatted(name(resource), leftOut.isEmpty() ? "It is empty" : leftOut));
        }
        if (!leftOut.isEmpty()) {
            warn(name(resource), leftOut.toString());
        }

        try {
            final LabelledVectors labelled = LabelledVectors.of(vectors, mode);
            return new RecognitionLibrary(name(resource), new LabelMatcher(labelled, exactSearchLimit), labelled.dimension(), Map.copyOf(notes));
        } catch (final UnusableVectorException e) {
            throw new UnusableLibraryException("%s cannot be used. %s".formatted(name(resource), e.getMessage()), e);
        }
    }

    private void read(final GestureReader gestures, final RealTimeVectors textVectors, final Map<String, List<float[]>> vectors, final Map<String, LabelNote> notes,
            final LeftOut leftOut) throws IOException, MalformedRecordException {
        final LibraryVectors libraryVectors = new LibraryVectors(parameters);
        final List<Gesture> waiting = new ArrayList<>();
        int texts = 0;
        GestureRow next;
        while ((next = gestures.next()) != null) {
            if (!next.isUsable()) {
                leftOut.add(next.unusable().message());
                continue;
            }

            final Gesture gesture = next.gesture();
            final List<float[]> own = libraryVectors.read(next);
            notes.putIfAbsent(gesture.label(), note(gesture));
            // records of the same label add up; the order of labels is that of their first records
            vectors.computeIfAbsent(gesture.label(), label -> new ArrayList<>()).addAll(own);
            if (own.isEmpty()) {
                waiting.add(gesture);
                texts += gesture.texts().size();
            }
            if (texts >= TEXTS_PER_CHUNK) {
                embed(waiting, textVectors, vectors, leftOut);
                waiting.clear();
                texts = 0;
            }
        }
        embed(waiting, textVectors, vectors, leftOut);
        vectors.values().removeIf(List::isEmpty);
    }

    private void embed(final List<Gesture> gestures, final RealTimeVectors textVectors, final Map<String, List<float[]>> vectors, final LeftOut leftOut) throws IOException {
        if (gestures.isEmpty()) {
            return;
        }
        if (textVectors == null) {
            throw new UnusableLibraryException("%s has no vector in the library. Load the library with LoadGestureLibrary, or set the property Voyage Client Service"
                .formatted(gestures.getFirst().label()));
        }

        final EmbeddingKey.Deriver keys = EmbeddingKey.deriver(BatchEndpoint.EMBEDDINGS.path(), parameters);
        final Map<EmbeddingKey, String> texts = new LinkedHashMap<>();
        gestures.forEach(gesture -> gesture.texts().forEach(text -> texts.put(keys.of(text), text)));
        final TextOutcomes outcomes = textVectors.find(texts);
        for (final Gesture gesture : gestures) {
            for (int i = 0; i < gesture.texts().size(); i++) {
                final EmbeddingKey key = keys.of(gesture.texts().get(i));
                final RowError error = outcomes.error(key);
                if (error == null) {
                    vectors.get(gesture.label()).add(VectorValue.ofPacked(outcomes.embedding(key).embedding().packed()).orElseThrow());
                } else {
                    leftOut.add("%s, %s: %s".formatted(gesture.label(), Gesture.nameOf(i), error.message()));
                }
            }
        }
    }

    private void warn(final String name, final String message) {
        if (repeatedCause.isDue(message)) {
            logger.warn("{} is used without all of its labels or texts. {}", name, message);
        }
    }

    private static String name(final ResourceReference resource) {
        return resource.asFile() == null ? "The property Library, which is no file that exists and was taken for the library itself," : "The library %s".formatted(path(resource.asFile()));
    }

    private static Path path(final File file) {
        return file.toPath().toAbsolutePath().normalize();
    }

    private static LabelNote note(final Gesture gesture) {
        final Map<String, String> attributes = new LinkedHashMap<>();
        gesture.attributes().forEach((name, value) -> {
            if (value != null) {
                attributes.put(name, value.toString());
            }
        });
        return new LabelNote(gesture.version(), attributes);
    }
}
