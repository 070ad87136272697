/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.demo;

import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * A corpus that is part of NiFi: the descriptions of its components in the extension manifests of its NARs.
 */
final class Corpus {
    private static final String MANIFEST = "META-INF/docs/extension-manifest.xml";
    private static final XMLInputFactory XML = XMLInputFactory.newDefaultFactory();
    private static final ObjectMapper JSON = new ObjectMapper();

    static {
        XML.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        XML.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    }

    private final Map<String, String> descriptions = new LinkedHashMap<>();

    private Corpus() {}

    /**
     * Reads all NARs of a directory.
     */
    static Corpus ofNars(final Path directory) throws IOException {
        final Corpus corpus = new Corpus();
        try (DirectoryStream<Path> nars = Files.newDirectoryStream(directory, "*.nar")) {
            for (final Path nar : nars) {
                corpus.read(nar);
            }
        }

        return corpus;
    }

    int size() {
        return descriptions.size();
    }

    /**
     * Writes one JSON object per line: {@code {"id":"org.apache.nifi…","name":"…","text":"…"}}.
     */
    void write(final Path file) throws IOException {
        try (BufferedWriter writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            for (final Map.Entry<String, String> description : descriptions.entrySet()) {
                final Map<String, String> record = new LinkedHashMap<>();
                record.put("id", description.getKey());
                record.put(
                        "name",
                        description.getKey().substring(description.getKey().lastIndexOf('.') + 1));
                record.put("text", description.getValue());
                writer.write(JSON.writeValueAsString(record));
                writer.newLine();
            }
        }
    }

    private void read(final Path nar) throws IOException {
        try (ZipFile zip = new ZipFile(nar.toFile())) {
            final ZipEntry manifest = zip.getEntry(MANIFEST);
            if (manifest == null) {
                return;
            }

            try (InputStream input = zip.getInputStream(manifest)) {
                read(XML.createXMLStreamReader(input));
            } catch (final XMLStreamException e) {
                throw new IOException("Failed to read the extension manifest of %s".formatted(nar.getFileName()), e);
            }
        }
    }

    // extensionManifest / extensions / extension / name and description
    private void read(final XMLStreamReader xml) throws XMLStreamException {
        int depth = 0;
        String name = null;
        while (xml.hasNext()) {
            final int event = xml.next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                depth++;
                if (depth == 4 && "name".equals(xml.getLocalName())) {
                    name = xml.getElementText().strip();
                    depth--;
                } else if (depth == 4 && "description".equals(xml.getLocalName())) {
                    add(name, xml.getElementText().strip());
                    depth--;
                }
            } else if (event == XMLStreamConstants.END_ELEMENT) {
                depth--;
            }
        }
    }

    private void add(final String name, final String description) {
        if (name != null && !description.isBlank()) {
            descriptions.put(name, description.replaceAll("\\s+", " "));
        }
    }
}
