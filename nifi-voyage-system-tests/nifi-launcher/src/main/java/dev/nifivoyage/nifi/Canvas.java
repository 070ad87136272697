/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.nifi;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Screenshots of the web UI, taken by a headless Chromium on this machine. */
public final class Canvas {

    private static final List<String> NAMES =
            List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
    private static final Duration DEADLINE = Duration.ofSeconds(120);

    /** Virtual time of the page before the screenshot. */
    private static final Duration PAGE_TIME = Duration.ofSeconds(20);

    private final Path chromium;

    private Canvas(final Path chromium) {
        this.chromium = chromium;
    }

    /** Returns an instance with the Chromium or Chrome on PATH; empty if there is none. */
    public static Optional<Canvas> installed() {
        return chromium().map(Canvas::new);
    }

    /** Returns the Chromium or Chrome on PATH; empty if there is none. */
    public static Optional<Path> chromium() {
        final String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Stream.of(path.split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * Writes a screenshot of a process group.
     *
     * @param ui URL of the web UI, ending with a slash
     * @param groupId ID of the group
     * @param picture PNG file to write
     * @param width pixels
     * @param height pixels
     */
    public void screenshot(final URI ui, final String groupId, final Path picture, final int width, final int height) {
        try {
            final Path profile = Files.createTempDirectory("chromium-");
            try {
                run(profile, ui + "#/process-groups/" + groupId, picture.toAbsolutePath(), width, height);
            } finally {
                delete(profile);
            }
            if (!Files.exists(picture)) {
                throw new IllegalStateException(chromium + " wrote no screenshot");
            }
        } catch (final IOException e) {
            throw new UncheckedIOException("Failed to take a screenshot of " + ui, e);
        }
    }

    private void run(final Path profile, final String address, final Path picture, final int width, final int height)
            throws IOException {
        final Process process = new ProcessBuilder(
                        chromium.toString(),
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-quic",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--hide-scrollbars",
                        "--user-data-dir=" + profile,
                        "--window-size=" + width + "," + height,
                        "--virtual-time-budget=" + PAGE_TIME.toMillis(),
                        "--screenshot=" + picture,
                        address)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            if (!process.waitFor(DEADLINE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException(chromium + " wrote no screenshot within " + DEADLINE);
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while " + chromium + " was running", e);
        } finally {
            process.destroyForcibly();
        }
    }

    private static void delete(final Path directory) throws IOException {
        try (Stream<Path> content = Files.walk(directory)) {
            for (final Path path : content.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
