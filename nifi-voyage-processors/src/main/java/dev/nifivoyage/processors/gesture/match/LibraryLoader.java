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
import dev.nifivoyage.processors.gesture.search.LabelMatcher;
import dev.nifivoyage.processors.gesture.search.LabeledVectors;
import dev.nifivoyage.processors.gesture.search.UnitVector;
import dev.nifivoyage.processors.gesture.search.UnusableVectorException;
import dev.nifivoyage.processors.model.BilledUsage;
import dev.nifivoyage.processors.model.VoyageModel;
import dev.nifivoyage.processors.realtime.InputOutcomes;
import dev.nifivoyage.processors.realtime.RealTimeVectors;
import dev.nifivoyage.processors.realtime.input.EmbeddingInput;
import dev.nifivoyage.processors.realtime.input.RealTimeEndpoint;
import dev.nifivoyage.processors.record.InputRecord;
import dev.nifivoyage.processors.record.InputRecords;
import dev.nifivoyage.processors.record.RecordError;
import dev.nifivoyage.processors.record.UnreadableContentException;
import dev.nifivoyage.service.api.VoyageException;
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
 * Loads a library with the vectors of its texts: those in the library, or else from the cache, or else from Voyage. All
 * vectors stay on the heap, 4 bytes per dimension; texts only while loading.
 */
final class LibraryLoader {
    /** The images of a library are on the heap until all of it is read and checked. */
    private static final long MAXIMUM_IMAGE_BYTES = 64L * 1024 * 1024;

    private final LibraryOptions options;
    private final ComponentLog logger;
    private final PaidTexts paid = new PaidTexts();
    private final LogThrottle throttle = new LogThrottle(System::nanoTime);

    LibraryLoader(final LibraryOptions options, final ComponentLog logger) {
        this.options = options;
        this.logger = logger;
    }

    /**
     * The content of a library.
     *
     * @param vectors of each label that has a text, in the order of their first records; incomplete for labels with
     *     texts that must be embedded
     * @param notes of each label
     * @param unembedded gestures without vectors
     */
    private record Content(
            Map<String, List<float[]>> vectors, Map<String, LabelNote> notes, List<Gesture> unembedded) {}

    /**
     * Loads the library. Checks everything that can be checked before any text is billed. Not thread-safe.
     *
     * @param textVectors source of the vectors of texts, or null without a connection to Voyage
     * @throws VoyageException if Voyage rejects a request; texts that were billed are not billed again by the next
     *     attempt
     * @throws UnusableLibraryException if the library cannot be read, has no label, or has vectors that cannot be
     *     compared
     */
    RecognitionLibrary load(final ResourceReference resource, final RealTimeVectors textVectors) throws IOException {
        requireExisting(resource);
        final SkippedEntries skipped = new SkippedEntries();
        final Map<String, List<float[]>> vectors;
        final Content content;
        final LabeledVectors labeled;
        try (InputRecords records = open(resource)) {
            content = read(GestureReader.ofLibrary(records, paths()), skipped);
            vectors = content.vectors();
            check(content, textVectors != null);
            embed(content, textVectors, skipped);
            vectors.values().removeIf(List::isEmpty);
            labeled = vectors.isEmpty() ? null : LabeledVectors.of(vectors, options.comparison());
        } catch (final VoyageException e) {
            throw e;
        } catch (final IOException
                | MalformedRecordException
                | SchemaNotFoundException
                | UnusableVectorException
                | RuntimeException e) {
            throw unusable(resource, e);
        }
        if (labeled == null) {
            throw empty(resource, skipped);
        }
        if (!skipped.isEmpty()) {
            warn(name(resource), skipped.toString());
        }
        if (!options.keepsPaid()) {
            paid.clear();
        }

        return new RecognitionLibrary(
                name(resource),
                LabelMatcher.of(labeled, options.exactSearchLimit()),
                labeled.dimension(),
                Map.copyOf(content.notes()));
    }

    /**
     * Reads and checks the library without embedding any text.
     *
     * @param embedsTexts whether texts without vectors can be embedded
     * @return a summary
     * @throws UnusableLibraryException if {@link #load} would throw it before any text is billed
     */
    String inspect(final ResourceReference resource, final boolean embedsTexts) throws UnusableLibraryException {
        requireExisting(resource);
        final SkippedEntries skipped = new SkippedEntries();
        final Content content;
        try (InputRecords records = open(resource)) {
            content = read(GestureReader.ofLibrary(records, paths()), skipped);
            check(content, embedsTexts);
        } catch (final IOException
                | MalformedRecordException
                | SchemaNotFoundException
                | UnusableVectorException
                | RuntimeException e) {
            throw unusable(resource, e);
        }
        if (content.vectors().isEmpty()) {
            throw empty(resource, skipped);
        }

        final List<EmbeddingInput> inputs = content.unembedded().stream()
                .flatMap(gesture -> gesture.inputs(endpoint()).stream())
                .toList();
        return "%s can be used. Labels: %,d, vectors: %,d%s%s"
                .formatted(
                        name(resource),
                        content.vectors().size(),
                        content.vectors().values().stream().mapToInt(List::size).sum(),
                        inputs.isEmpty() ? "" : withoutVectors(inputs),
                        skipped.isEmpty() ? "" : ". " + skipped);
    }

    private static String withoutVectors(final List<EmbeddingInput> inputs) {
        final BilledUsage usage =
                inputs.stream().map(EmbeddingInput::estimatedUsage).reduce(BilledUsage.NONE, BilledUsage::plus);
        return ". Texts%s without a vector: %,d, with about %,d tokens%s; they are looked up in the cache, or embedded, when the first FlowFile arrives"
                .formatted(
                        usage.pixels() == 0 ? "" : " and images",
                        inputs.size(),
                        usage.tokens(),
                        usage.pixels() == 0 ? "" : " and at most %,d pixels".formatted(usage.pixels()));
    }

    private RealTimeEndpoint endpoint() {
        return RealTimeEndpoint.ofModel(options.parameters().model());
    }

    private GesturePaths paths() {
        return GesturePaths.defaults(options.parameters().model());
    }

    private InputRecords open(final ResourceReference resource)
            throws IOException, MalformedRecordException, SchemaNotFoundException {
        return new InputRecords(new LibraryContent(resource, options.readerFactory(), logger), logger);
    }

    private static void requireExisting(final ResourceReference resource) throws UnusableLibraryException {
        final File file = resource.asFile();
        if (file != null && !file.exists()) {
            throw UnusableLibraryException.missing(path(file));
        }
    }

    private static UnusableLibraryException unusable(final ResourceReference resource, final Exception cause) {
        return cause instanceof UnusableLibraryException || cause instanceof UnusableVectorException
                ? new UnusableLibraryException(
                        "%s cannot be used. %s".formatted(name(resource), cause.getMessage()), cause)
                : new UnusableLibraryException(
                        "%s cannot be read: %s"
                                .formatted(
                                        name(resource),
                                        UnreadableContentException.of(cause).getMessage()),
                        cause);
    }

    private static UnusableLibraryException empty(final ResourceReference resource, final SkippedEntries skipped) {
        return new UnusableLibraryException("%s has no label with a usable text. %s"
                .formatted(name(resource), skipped.isEmpty() ? "It is empty" : skipped));
    }

    private Content read(final GestureReader gestures, final SkippedEntries skipped)
            throws IOException, MalformedRecordException {
        final LibraryVectors libraryVectors = new LibraryVectors(options.parameters());
        final Content content = new Content(new LinkedHashMap<>(), new HashMap<>(), new ArrayList<>());
        long imageBytes = 0;
        GestureRecord next;
        while ((next = gestures.next()) != null) {
            if (!(next instanceof GestureRecord.Usable(final InputRecord record, final Gesture gesture))) {
                skipped.add(((GestureRecord.Unusable) next).error().message());
                continue;
            }

            final List<float[]> own = libraryVectors.read(record.view(), gesture);
            content.notes().putIfAbsent(gesture.label(), note(gesture));
            // records with the same label are merged
            content.vectors()
                    .computeIfAbsent(gesture.label(), label -> new ArrayList<>())
                    .addAll(own);
            if (own.isEmpty()) {
                content.unembedded().add(gesture);
                imageBytes += gesture.images().stream()
                        .mapToLong(EmbeddingInput::bytes)
                        .sum();
                requireFewImages(imageBytes);
            }
        }
        return content;
    }

    private static void requireFewImages(final long bytes) throws UnusableLibraryException {
        if (bytes > MAXIMUM_IMAGE_BYTES) {
            throw new UnusableLibraryException(
                    "The images without vectors in the library have more than %,d bytes. Load the library with LoadGestureLibrary"
                            .formatted(MAXIMUM_IMAGE_BYTES));
        }
    }

    // everything that can be checked before any text is billed
    private void check(final Content content, final boolean embedsTexts)
            throws UnusableLibraryException, UnusableVectorException {
        final List<Gesture> unembedded = content.unembedded();
        if (!unembedded.isEmpty() && !embedsTexts) {
            throw new UnusableLibraryException(
                    "%s has no vector in the library: load the library with LoadGestureLibrary, or set Voyage Client Service"
                            .formatted(unembedded.getFirst().label()));
        }

        final Optional<Integer> embedded =
                options.embedsQueries() || !unembedded.isEmpty() ? expectedDimension() : Optional.empty();
        Integer dimension = embedded.orElse(null);
        for (final Map.Entry<String, List<float[]>> label : content.vectors().entrySet()) {
            for (final float[] vector : label.getValue()) {
                if (embedded.isPresent() && vector.length != embedded.get()) {
                    throw new UnusableLibraryException(
                            "%s: its vectors in the library have %d dimensions, but texts are embedded with %d dimensions. Set Dimensions to %d, or load the library again"
                                    .formatted(label.getKey(), vector.length, embedded.get(), vector.length));
                }
                dimension = dimension == null ? vector.length : dimension;
                checkVector(label.getKey(), vector, dimension);
            }
        }

        // the mean of vectors may have no direction
        if (!unembedded.isEmpty()) {
            final Map<String, List<float[]>> complete = new LinkedHashMap<>(content.vectors());
            unembedded.forEach(gesture -> complete.remove(gesture.label()));
            if (!complete.isEmpty()) {
                LabeledVectors.of(complete, options.comparison());
            }
        }
    }

    // empty for an unknown model
    private Optional<Integer> expectedDimension() {
        return Optional.ofNullable(options.parameters().dimension())
                .or(() -> VoyageModel.ofName(options.parameters().model()).map(VoyageModel::defaultDimension));
    }

    private static void checkVector(final String label, final float[] vector, final int dimension)
            throws UnusableLibraryException {
        try {
            UnitVector.of(vector, dimension);
        } catch (final UnusableVectorException e) {
            throw new UnusableLibraryException("%s: %s".formatted(label, e.getMessage()), e);
        }
    }

    private void embed(final Content content, final RealTimeVectors textVectors, final SkippedEntries skipped)
            throws IOException {
        final RealTimeEndpoint endpoint = endpoint();
        final RequestKey.Deriver keys = endpoint.keys(options.parameters());
        final Map<RequestKey, EmbeddingInput> inputs = new LinkedHashMap<>();
        content.unembedded()
                .forEach(gesture -> gesture.inputs(endpoint).forEach(input -> inputs.put(input.key(keys), input)));
        paid.retain(inputs.keySet());
        if (inputs.isEmpty()) {
            return;
        }

        final InputOutcomes outcomes = paid.find(inputs, textVectors);
        for (final Gesture gesture : content.unembedded()) {
            final List<EmbeddingInput> all = gesture.inputs(endpoint);
            for (int i = 0; i < all.size(); i++) {
                final RequestKey key = all.get(i).key(keys);
                final RecordError error = outcomes.error(key);
                if (error == null) {
                    content.vectors().get(gesture.label()).add(outcomes.numbers(key));
                } else {
                    skipped.add("%s, %s: %s".formatted(gesture.label(), Gesture.nameOf(i), error.message()));
                }
            }
        }
    }

    private void warn(final String name, final String message) {
        if (throttle.isDue(message)) {
            logger.warn("{} is used without some of its labels or texts. {}", name, message);
        }
    }

    private static String name(final ResourceReference resource) {
        return resource.asFile() == null
                ? "The value of the property Library, which is not an existing file and was read as the library itself,"
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
