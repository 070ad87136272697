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
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

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
    private long outputBytes;
    private long errorBytes;

    private ResultFiles(
            final FileStore files,
            final BatchJob job,
            final BatchProgress.FileLength output,
            final BatchProgress.FileLength errors)
            throws IOException {
        this.files = files;
        this.job = job;
        outputPath = files.contentPath(output.name());
        errorPath = files.contentPath(errors.name());
        outputBytes = output.bytes();
        errorBytes = errors.bytes();
        outputStream = append(outputPath, outputBytes);
        try {
            errorStream = append(errorPath, errorBytes);
        } catch (final IOException e) {
            outputStream.close();
            throw e;
        }
    }

    static ResultFiles create(final FileStore files, final BatchJob job) throws IOException {
        return new ResultFiles(files, job, empty(files), empty(files));
    }

    /**
     * Goes on with the files of an earlier server, without the lines that its progress does not include.
     */
    static ResultFiles reopen(final FileStore files, final BatchJob job, final BatchProgress progress)
            throws IOException {
        return new ResultFiles(files, job, progress.output(), progress.errors());
    }

    private static BatchProgress.FileLength empty(final FileStore files) {
        return new BatchProgress.FileLength(files.newContentPath().getFileName().toString(), 0);
    }

    private static OutputStream append(final Path path, final long bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.truncate(bytes);
        }
        return new BufferedOutputStream(Files.newOutputStream(path, StandardOpenOption.APPEND), 1 << 16);
    }

    void write(final ResultLines lines) throws IOException {
        lines.output().writeTo(outputStream);
        lines.errors().writeTo(errorStream);
        outputBytes += lines.output().size();
        errorBytes += lines.errors().size();
    }

    void flush() throws IOException {
        outputStream.flush();
        errorStream.flush();
    }

    /**
     * Returns the length of the output file so far.
     */
    BatchProgress.FileLength output() {
        return new BatchProgress.FileLength(outputPath.getFileName().toString(), outputBytes);
    }

    /**
     * Returns the length of the error file so far.
     */
    BatchProgress.FileLength errors() {
        return new BatchProgress.FileLength(errorPath.getFileName().toString(), errorBytes);
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
