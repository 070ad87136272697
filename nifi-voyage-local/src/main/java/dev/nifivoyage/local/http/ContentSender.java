/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.http;

import dev.nifivoyage.local.clock.Durations;
import dev.nifivoyage.local.fault.DownloadFaults;
import dev.nifivoyage.local.fault.Faults;
import dev.nifivoyage.local.file.StoredFile;
import io.javalin.http.Context;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Sends the content of a file, or the requested part of it, from disk.
 */
final class ContentSender {

    private static final int PIECE = 1 << 18;

    private final Faults faults;

    ContentSender(final Faults faults) {
        this.faults = faults;
    }

    void send(final Context context, final StoredFile file) throws IOException {
        final String tag = "\"" + file.id() + "\"";
        final String condition = context.header("If-Range");
        final Optional<ByteRange> range = condition == null || condition.equals(tag)
                ? ByteRange.parse(context.header("Range"), file.bytes())
                : Optional.empty();
        context.header("Accept-Ranges", "bytes").header("ETag", tag);
        if (range.isPresent() && range.get().length() <= 0) {
            context.status(416).header("Content-Range", "bytes */" + file.bytes());
            return;
        }
        final ByteRange part = range.orElse(new ByteRange(0, file.bytes()));
        if (range.isPresent()) {
            context.status(206)
                    .header("Content-Range", "bytes " + part.from() + "-" + (part.to() - 1) + "/" + file.bytes());
        }
        context.contentType("text/plain");
        context.res().setContentLengthLong(part.length());
        final Optional<DownloadFaults.Truncation> truncation =
                faults.downloads().takeTruncation();
        final long end = truncation
                .map(cut -> Math.min(part.to(), part.from() + cut.afterBytes()))
                .orElse(part.to());
        final OutputStream output = context.res().getOutputStream();
        try (FileChannel content = FileChannel.open(file.path(), StandardOpenOption.READ)) {
            copy(content, part.from(), end, output);
        }
        output.flush();
        if (end < part.to()) {
            truncation
                    .map(DownloadFaults.Truncation::stall)
                    .map(Durations::parse)
                    .ifPresent(Connections::stall);
            Connections.close(context);
        }
    }

    private static void copy(final FileChannel content, final long from, final long end, final OutputStream output)
            throws IOException {
        final byte[] piece = new byte[(int) Math.min(PIECE, Math.max(1, end - from))];
        long position = from;
        while (position < end) {
            final int read =
                    content.read(ByteBuffer.wrap(piece, 0, (int) Math.min(piece.length, end - position)), position);
            if (read < 0) {
                throw new IOException("The file has been truncated");
            }
            output.write(piece, 0, read);
            position += read;
        }
    }
}
