/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.request;

import dev.nifivoyage.processors.record.InputRecord;
import dev.nifivoyage.processors.record.InputRecords;
import dev.nifivoyage.processors.record.path.TextPart;
import dev.nifivoyage.processors.record.path.TextRecordPath;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.schema.access.SchemaNotFoundException;
import org.apache.nifi.serialization.MalformedRecordException;
import org.apache.nifi.serialization.RecordReader;
import org.apache.nifi.serialization.RecordReaderFactory;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads the documents shared by all queries from a file, one in each record.
 */
public final class SharedDocuments {

    private SharedDocuments() {}

    /**
     * Reads the documents.
     *
     * @param textPath path to the text in a record
     * @param maximum maximum number of documents
     * @throws IOException if the file cannot be read or contains more documents
     */
    public static List<TextPart> read(
            final Path file,
            final String textPath,
            final RecordReaderFactory readerFactory,
            final ComponentLog logger,
            final int maximum)
            throws IOException {
        final TextRecordPath text = new TextRecordPath(textPath);
        final List<TextPart> documents = new ArrayList<>();
        try (InputRecords records = new InputRecords(new FileSource(file, readerFactory, logger), logger)) {
            InputRecord document;
            while ((document = records.next()) != null) {
                if (documents.size() == maximum) {
                    throw new IOException("it contains more than %d documents".formatted(maximum));
                }
                documents.add(new TextPart(text.read(document), document.record(), null));
            }
        } catch (final IOException | MalformedRecordException | SchemaNotFoundException | RuntimeException e) {
            throw new IOException(
                    "The Record Reader failed to read the documents in %s: %s".formatted(file, e.getMessage()), e);
        }

        return documents;
    }

    /**
     * A file with records.
     */
    private record FileSource(Path file, RecordReaderFactory readerFactory, ComponentLog logger)
            implements InputRecords.Source {

        @Override
        public InputStream content() throws IOException {
            return new BufferedInputStream(Files.newInputStream(file));
        }

        @Override
        public RecordReader reader(final InputStream content)
                throws IOException, MalformedRecordException, SchemaNotFoundException {
            return readerFactory.createRecordReader(Map.of(), content, Files.size(file), logger);
        }
    }
}
