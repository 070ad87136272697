/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.batch;

import dev.nifivoyage.local.file.FilePurpose;
import dev.nifivoyage.local.file.FileStore;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The output file and the error file of a batch while they are written.
 */
final class ResultFiles implements AutoCloseable {

    private final FileStore files;
    private final BatchJob job;
    private final Path outputPath;
    private final Path errorPath;
    private final OutputStream outputStream;
    private final OutputStream errorStream;

    ResultFiles(final FileStore files, final BatchJob job) throws IOException {
        this.files = files;
        this.job = job;
        outputPath = files.newContentPath();
        errorPath = files.newContentPath();
        outputStream = new BufferedOutputStream(Files.newOutputStream(outputPath), 1 << 16);
        try {
            errorStream = new BufferedOutputStream(Files.newOutputStream(errorPath), 1 << 13);
        } catch (final IOException e) {
            outputStream.close();
            throw e;
        }
    }

    void write(final ResultLines lines) throws IOException {
        lines.output().writeTo(outputStream);
        lines.errors().writeTo(errorStream);
    }

    /**
     * Publishes the written lines as files of the batch, omitting empty files.
     */
    void publish() throws IOException {
        close();
        job.setFiles(
                addIfNotEmpty(outputPath, "output", FilePurpose.BATCH_OUTPUT),
                addIfNotEmpty(errorPath, "error", FilePurpose.BATCH_ERROR));
    }

    @Override
    public void close() throws IOException {
        try {
            outputStream.close();
        } finally {
            errorStream.close();
        }
    }

    /**
     * @return the ID of the file, or null if it is empty
     */
    private String addIfNotEmpty(final Path content, final String kind, final FilePurpose purpose) throws IOException {
        if (Files.size(content) == 0) {
            Files.delete(content);
            return null;
        }
        return files.add(job.project(), "batch_" + job.id() + "_" + kind, purpose, content)
                .id();
    }
}
