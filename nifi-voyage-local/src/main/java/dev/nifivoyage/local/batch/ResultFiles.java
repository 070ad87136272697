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
    private final Path output;
    private final Path errors;
    private final OutputStream outputStream;
    private final OutputStream errorStream;

    ResultFiles(final FileStore files, final BatchJob job) throws IOException {
        this.files = files;
        this.job = job;
        output = files.newContentPath();
        errors = files.newContentPath();
        outputStream = new BufferedOutputStream(Files.newOutputStream(output), 1 << 16);
        errorStream = new BufferedOutputStream(Files.newOutputStream(errors), 1 << 13);
    }

    void write(final ResultLines lines) throws IOException {
        lines.output().writeTo(outputStream);
        lines.errors().writeTo(errorStream);
    }

    /**
     * Creates files of the written lines; a file without lines is not created.
     */
    void publish() throws IOException {
        close();
        job.setFiles(
                publish(output, "output", FilePurpose.BATCH_OUTPUT), publish(errors, "error", FilePurpose.BATCH_ERROR));
    }

    @Override
    public void close() throws IOException {
        try (outputStream;
                errorStream) {
            outputStream.flush();
            errorStream.flush();
        }
    }

    private String publish(final Path content, final String kind, final FilePurpose purpose) throws IOException {
        if (Files.size(content) == 0) {
            Files.delete(content);
            return null;
        }
        return files.add(job.project(), "batch_" + job.id() + "_" + kind, purpose, content)
                .id();
    }
}
