/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.http;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.nifivoyage.local.error.ApiError;
import dev.nifivoyage.local.error.ValidationErrors;
import dev.nifivoyage.local.file.FilePurpose;
import dev.nifivoyage.local.file.FileStore;
import dev.nifivoyage.local.file.StoredFile;
import io.javalin.http.Context;
import jakarta.servlet.MultipartConfigElement;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.Part;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * {@code POST /v1/files}: a multipart form with {@code purpose} and {@code file}, which is streamed to disk.
 */
final class FileUpload {

    private static final int IN_MEMORY = 1 << 14;
    private static final int LONGEST_PURPOSE = 100;

    private final FileStore files;
    private final long maximumBytes;

    FileUpload(final FileStore files, final long maximumBytes) {
        this.files = files;
        this.maximumBytes = maximumBytes;
    }

    StoredFile receive(final Context context) throws IOException {
        final ValidationErrors errors = new ValidationErrors();
        final String contentType = context.header("Content-Type");
        if (contentType == null || !contentType.toLowerCase(Locale.ROOT).startsWith("multipart/form-data")) {
            errors.missing(null, "body", "purpose");
            errors.missing(null, "body", "file");
            errors.throwIfAny();
        }
        final Path content = files.newContentPath();
        context.req()
                .setAttribute(
                        "org.eclipse.jetty.multipartConfig",
                        new MultipartConfigElement(content.getParent().toString(), -1, -1, IN_MEMORY));
        final Part purpose = part(context, "purpose");
        final Part file = part(context, "file");
        if (purpose == null) {
            errors.missing(null, "body", "purpose");
        } else {
            final String word = text(purpose);
            if (!word.equals(FilePurpose.BATCH.wireName())) {
                errors.notOneOf(TextNode.valueOf(word), new String[] {"batch"}, "body", "purpose");
            }
        }
        if (file == null) {
            errors.missing(null, "body", "file");
        }
        errors.throwIfAny();
        final String filename = file.getSubmittedFileName();
        if (filename == null || !filename.toLowerCase(Locale.ROOT).endsWith(".jsonl")) {
            throw new ApiError(400, "Only .jsonl files are supported.");
        }
        if (maximumBytes > 0 && file.getSize() > maximumBytes) {
            throw new ApiError(
                    413, "The file has " + file.getSize() + " bytes, but the max allowed is " + maximumBytes + ".");
        }
        file.write(content.toAbsolutePath().toString());
        if (!Files.exists(content)) {
            throw new IOException("The uploaded file was not written");
        }
        return files.add(Authentication.project(context), filename, FilePurpose.BATCH, content);
    }

    private static Part part(final Context context, final String name) throws IOException {
        try {
            return context.req().getPart(name);
        } catch (final ServletException | IllegalStateException e) {
            throw new ApiError(400, "There was an error parsing the body");
        }
    }

    private static String text(final Part part) throws IOException {
        try (InputStream input = part.getInputStream()) {
            return new String(input.readNBytes(LONGEST_PURPOSE), StandardCharsets.UTF_8);
        }
    }
}
