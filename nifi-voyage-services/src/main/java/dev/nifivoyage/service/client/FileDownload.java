/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.client;

import dev.nifivoyage.service.api.StopSignal;
import dev.nifivoyage.service.api.TransferStoppedException;
import dev.nifivoyage.service.api.VoyageException;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * A download that delivers each byte exactly once. After a broken connection it is resumed at the current position,
 * with a fresh URL from Voyage.
 */
final class FileDownload extends InputStream {
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final ContentRequest request;
    private final Retries retries;
    private final CallWatcher.Watch watch;
    private final StopSignal signal;
    private final byte[] single = new byte[1];

    private ContentPart part;
    private long position;
    private long total = -1;
    private String entityTag;
    private int failures;
    private boolean silent;
    private boolean closed;

    private FileDownload(final ContentRequest request, final Retries retries, final CallWatcher.Watch watch) {
        this.request = request;
        this.retries = retries;
        this.watch = watch;
        this.signal = StopSignal.ofThisThread();
    }

    /**
     * Opens the content.
     */
    static InputStream open(final ContentRequest request, final Retries retries, final CallWatcher watcher)
            throws VoyageException {
        final CallWatcher.Watch watch = watcher.watch(request::cancel, GRACE);
        final FileDownload download = new FileDownload(request, retries, watch);
        boolean opened = false;
        try {
            download.continueWith(retries.execute(() -> {
                try {
                    return request.open(0);
                } catch (final VoyageException e) {
                    download.requireRunning(e);
                    throw e;
                }
            }));
            opened = true;
            return download;
        } finally {
            if (!opened) {
                watch.close();
            }
        }
    }

    @Override
    public int read() throws IOException {
        return read(single, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(single[0]);
    }

    @Override
    public int read(final byte[] bytes, final int offset, final int length) throws IOException {
        if (closed) {
            throw new IOException("Download is closed");
        }
        if (length == 0) {
            return 0;
        }

        while (true) {
            if (part == null) {
                reopen();
            }
            try {
                return readPart(bytes, offset, length);
            } catch (final FileChangedException e) {
                disconnect();
                throw e;
            } catch (final IOException e) {
                resumeOrThrow(VoyageApi.failure("%s, after %d bytes,".formatted(request.call(), position), e));
            }
        }
    }

    private void reopen() throws VoyageException {
        while (true) {
            try {
                continueWith(request.open(position));
                return;
            } catch (final FileChangedException e) {
                throw e;
            } catch (final VoyageException e) {
                resumeOrThrow(e);
            }
        }
    }

    private int readPart(final byte[] bytes, final int offset, final int length) throws IOException {
        final int read = part.stream().read(bytes, offset, length);
        if (read > 0) {
            position += read;
            if (total > 0 && position > total) {
                throw new FileChangedException(
                        request.call(), "the content has more than the %d bytes of the file".formatted(total));
            }
            // progress restores the full number of retries
            failures = 0;
            silent = false;
            return read;
        }

        if (position < total) {
            throw new EOFException("the content ended after %d of %d bytes".formatted(position, total));
        }

        return -1;
    }

    private void resumeOrThrow(final VoyageException failure) throws VoyageException {
        disconnect();
        requireRunning(failure);
        failures++;
        final boolean stillSilent = silent && Retries.isSilence(failure);
        silent |= Retries.isSilence(failure);
        if (stillSilent || !retries.awaitRetry(failure, failures, signal)) {
            throw failure;
        }
    }

    private void requireRunning(final VoyageException failure) {
        if (watch.isStopped()) {
            throw new TransferStoppedException(request.call(), failure);
        }
    }

    // parts of two versions of a file must not be combined
    private void continueWith(final ContentPart next) throws FileChangedException {
        if (total >= 0 && next.total() >= 0 && total != next.total()) {
            next.close();
            throw new FileChangedException(
                    request.call(),
                    "the file had %d bytes when the download started, and %d when it was resumed"
                            .formatted(total, next.total()));
        }
        if (entityTag != null && next.entityTag() != null && !entityTag.equals(next.entityTag())) {
            next.close();
            throw new FileChangedException(request.call(), "the file was replaced during the download");
        }

        part = next;
        total = Math.max(total, next.total());
        entityTag = entityTag == null ? next.entityTag() : entityTag;
    }

    private void disconnect() {
        if (part != null) {
            part.close();
            part = null;
        }
    }

    @Override
    public void close() {
        closed = true;
        watch.close();
        disconnect();
    }
}
