/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture.match;

import dev.nifivoyage.processors.gesture.library.Gesture;
import dev.nifivoyage.processors.gesture.library.GesturePaths;
import dev.nifivoyage.processors.gesture.library.GestureReader;
import dev.nifivoyage.processors.gesture.library.GestureRecord;
import dev.nifivoyage.processors.gesture.match.RecognitionLibrary.LabelNote;
import dev.nifivoyage.processors.gesture.search.ComparisonMode;
import dev.nifivoyage.processors.gesture.search.LabelMatcher;
import dev.nifivoyage.processors.gesture.search.LabelledVectors;
import dev.nifivoyage.processors.gesture.search.UnitVector;
import dev.nifivoyage.processors.gesture.search.UnusableVectorException;
import dev.nifivoyage.processors.model.VoyageModel;
import dev.nifivoyage.processors.realtime.RealTimeVectors;
import dev.nifivoyage.processors.realtime.TextOutcomes;
import dev.nifivoyage.processors.record.InputRecords;
import dev.nifivoyage.processors.record.RecordError;
import dev.nifivoyage.processors.record.UnreadableContentException;
import dev.nifivoyage.processors.record.VectorParser;
import dev.nifivoyage.service.api.BatchEndpoint;
import dev.nifivoyage.service.api.VoyageException;
import dev.nifivoyage.service.api.embedding.EmbeddingParameters;
import dev.nifivoyage.service.api.embedding.RequestKey;
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
import java.util.Optional;

/**
 * Reads a library and gets the vectors of its texts: those that stand in it, else from the cache, else from Voyage. All of them are on the heap, 4 bytes for each dimension, and
 * its texts while it is loaded.
 */
final class LibraryLoader {
    private final RecordReaderFactory readerFactory;
    private final GesturePaths paths;
    private final EmbeddingParameters parameters;
    private final ComparisonMode mode;
    private final int exactSearchLimit;
    private final boolean embedsQueries;
    private final boolean keepsPaid;
    private final ComponentLog logger;
    private final PaidTexts paid = new PaidTexts();
    private final LogThrottle repeatedCause = new LogThrottle(System::nanoTime);

    /**
     * Loads nothing yet.
     *
     * @param embedsQueries whether what is compared with the library is embedded too, so that it has the dimension of the parameters
     * @param keepsPaid whether paid vectors are kept after the library is loaded, since no cache keeps them for the time when its file has changed
     */
    LibraryLoader(
            final RecordReaderFactory readerFactory,
            final GesturePaths paths,
            final EmbeddingParameters parameters,
            final ComparisonMode mode,
            final int exactSearchLimit,
            final boolean embedsQueries,
            final boolean keepsPaid,
            final ComponentLog logger) {
        this.readerFactory = readerFactory;
        this.paths = paths;
        this.parameters = parameters;
        this.mode = mode;
        this.exactSearchLimit = exactSearchLimit;
        this.embedsQueries = embedsQueries;
        this.keepsPaid = keepsPaid;
        this.logger = logger;
    }

    /**
     * What stands in a library.
     *
     * @param vectors of each label that has a text, in the order of their first records; a label whose texts must be embedded has none yet, or too few
     * @param notes of each of these labels
     * @param unembedded the gestures without vectors
     */
    private record Content(
            Map<String, List<float[]>> vectors, Map<String, LabelNote> notes, List<Gesture> unembedded) {}

    /**
     * Loads the library. Whatever can be checked without paying is checked first. For one thread at a time.
     *
     * @param textVectors where the vectors of texts come from, or null when there is no connection to Voyage
     * @throws VoyageException when Voyage refuses a request; what was paid before it is not paid again by the next try
     * @throws UnusableLibraryException when the library cannot be read, has no label, or vectors that cannot be compared
     */
    RecognitionLibrary load(final ResourceReference resource, final RealTimeVectors textVectors) throws IOException {
        final File file = resource.asFile();
        if (file != null && !file.exists()) {
            throw UnusableLibraryException.missing(path(file));
        }

        final SkippedEntries leftOut = new SkippedEntries();
        final Map<String, List<float[]>> vectors;
        final Content content;
        final LabelledVectors labelled;
        try (InputRecords records = new InputRecords(new LibraryContent(resource, readerFactory, logger), logger)) {
            content = read(new GestureReader(records, paths), leftOut);
            vectors = content.vectors();
            check(content, textVectors);
            embed(content, textVectors, leftOut);
            vectors.values().removeIf(List::isEmpty);
            labelled = vectors.isEmpty() ? null : LabelledVectors.of(vectors, mode);
        } catch (final VoyageException e) {
            throw e;
        } catch (final UnusableLibraryException | UnusableVectorException e) {
            throw new UnusableLibraryException("%s cannot be used. %s".formatted(name(resource), e.getMessage()), e);
        } catch (final IOException | MalformedRecordException | SchemaNotFoundException | RuntimeException e) {
            throw new UnusableLibraryException(
                    "%s cannot be read: %s"
                            .formatted(
                                    name(resource),
                                    UnreadableContentException.of(e).getMessage()),
                    e);
        }
        if (labelled == null) {
            throw new UnusableLibraryException("%s has no label with a text. %s"
                    .formatted(name(resource), leftOut.isEmpty() ? "It is empty" : leftOut));
        }
        if (!leftOut.isEmpty()) {
            warn(name(resource), leftOut.toString());
        }
        if (!keepsPaid) {
            paid.clear();
        }

        return new RecognitionLibrary(
                name(resource),
                new LabelMatcher(labelled, exactSearchLimit),
                labelled.dimension(),
                Map.copyOf(content.notes()));
    }

    private Content read(final GestureReader gestures, final SkippedEntries leftOut)
            throws IOException, MalformedRecordException {
        final LibraryVectors libraryVectors = new LibraryVectors(parameters);
        final Content content = new Content(new LinkedHashMap<>(), new HashMap<>(), new ArrayList<>());
        GestureRecord next;
        while ((next = gestures.next()) != null) {
            if (!next.isUsable()) {
                leftOut.add(next.unusable().message());
                continue;
            }

            final Gesture gesture = next.gesture();
            final List<float[]> own = libraryVectors.read(next);
            content.notes().putIfAbsent(gesture.label(), note(gesture));
            // records of the same label add up; the order of labels is that of their first records
            content.vectors()
                    .computeIfAbsent(gesture.label(), label -> new ArrayList<>())
                    .addAll(own);
            if (own.isEmpty()) {
                content.unembedded().add(gesture);
            }
        }
        return content;
    }

    // all that can be known of the library before its texts are paid
    private void check(final Content content, final RealTimeVectors textVectors)
            throws UnusableLibraryException, UnusableVectorException {
        final List<Gesture> unembedded = content.unembedded();
        if (!unembedded.isEmpty() && textVectors == null) {
            throw new UnusableLibraryException(
                    "%s has no vector in the library. Load the library with LoadGestureLibrary, or set the property Voyage Client Service"
                            .formatted(unembedded.getFirst().label()));
        }

        final Optional<Integer> embedded =
                embedsQueries || !unembedded.isEmpty() ? expectedDimension() : Optional.empty();
        Integer dimension = embedded.orElse(null);
        for (final Map.Entry<String, List<float[]>> label : content.vectors().entrySet()) {
            for (final float[] vector : label.getValue()) {
                if (embedded.isPresent() && vector.length != embedded.get()) {
                    throw new UnusableLibraryException(
                            "%s: its vectors in the library have %d dimensions, and texts are embedded with %d. Set the property Dimensions to %d, or load the library again"
                                    .formatted(label.getKey(), vector.length, embedded.get(), vector.length));
                }
                dimension = dimension == null ? vector.length : dimension;
                checkVector(label.getKey(), vector, dimension);
            }
        }

        // a mean can have no direction though each of its vectors has one
        if (!unembedded.isEmpty()) {
            final Map<String, List<float[]>> complete = new LinkedHashMap<>(content.vectors());
            unembedded.forEach(gesture -> complete.remove(gesture.label()));
            if (!complete.isEmpty()) {
                LabelledVectors.of(complete, mode);
            }
        }
    }

    // empty for a model that this version does not know
    private Optional<Integer> expectedDimension() {
        return Optional.ofNullable(parameters.dimension())
                .or(() -> VoyageModel.ofName(parameters.model()).map(VoyageModel::defaultDimension));
    }

    private static void checkVector(final String label, final float[] vector, final int dimension)
            throws UnusableLibraryException {
        try {
            UnitVector.of(vector, dimension);
        } catch (final UnusableVectorException e) {
            throw new UnusableLibraryException("%s: %s".formatted(label, e.getMessage()), e);
        }
    }

    private void embed(final Content content, final RealTimeVectors textVectors, final SkippedEntries leftOut)
            throws IOException {
        final RequestKey.Deriver keys = RequestKey.deriver(BatchEndpoint.EMBEDDINGS.path(), parameters);
        final Map<RequestKey, String> texts = new LinkedHashMap<>();
        content.unembedded().forEach(gesture -> gesture.texts().forEach(text -> texts.put(keys.of(text), text)));
        paid.retain(texts.keySet());
        if (texts.isEmpty()) {
            return;
        }

        final TextOutcomes outcomes = paid.find(texts, textVectors);
        for (final Gesture gesture : content.unembedded()) {
            for (int i = 0; i < gesture.texts().size(); i++) {
                final RequestKey key = keys.of(gesture.texts().get(i));
                final RecordError error = outcomes.error(key);
                if (error == null) {
                    content.vectors()
                            .get(gesture.label())
                            .add(VectorParser.ofPacked(
                                            outcomes.embedding(key).embedding().packed())
                                    .orElseThrow());
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
        return resource.asFile() == null
                ? "The property Library, which is no file that exists and was taken for the library itself,"
                : "The library %s".formatted(path(resource.asFile()));
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

    /**
     * The records of a library.
     */
    private record LibraryContent(ResourceReference resource, RecordReaderFactory readerFactory, ComponentLog logger)
            implements InputRecords.Source {

        @Override
        public InputStream content() throws IOException {
            return resource.asFile() == null ? resource.read() : new RereadableFile(resource.asFile());
        }

        @Override
        public RecordReader reader(final InputStream content)
                throws IOException, MalformedRecordException, SchemaNotFoundException {
            return readerFactory.createRecordReader(
                    Map.of(),
                    content,
                    resource.asFile() == null ? -1 : resource.asFile().length(),
                    logger);
        }
    }
}
