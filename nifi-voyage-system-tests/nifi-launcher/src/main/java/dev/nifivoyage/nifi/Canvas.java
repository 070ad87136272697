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
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/** Screenshots of the web UI, taken by a headless Chromium on this machine. */
public final class Canvas {

    private static final List<String> NAMES =
            List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
    private static final Duration DEADLINE = Duration.ofSeconds(120);
    /** The canvas with all names, empty until there are some. */
    private static final String DRAWN = """
        [...document.querySelectorAll('svg g.component')].length
          ? document.querySelector('svg g.component').parentNode.parentNode.outerHTML + document.fonts.status : ''""";

    private static final String HIDE_PANELS = """
        document.querySelectorAll('graph-controls, .graph-controls').forEach(panel => panel.style.display = 'none')""";

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
     * Writes a screenshot of a process group, as it appears when it is opened: zoomed to fit.
     *
     * @param ui URL of the web UI, ending with a slash
     * @param groupId ID of the group
     * @param picture PNG file to write
     * @param view size, and whether NiFi's panels are shown
     */
    public void screenshot(final URI ui, final String groupId, final Path picture, final View view) {
        try {
            final Path profile = Files.createTempDirectory("chromium-");
            try (BrowserPage page = BrowserPage.open(chromium, profile)) {
                page.resize(view.width(), view.height(), false);
                page.show(URI.create(ui + "#/process-groups/" + groupId));
                awaitDrawing(page);
                if (!view.panels()) {
                    page.evaluate(HIDE_PANELS);
                }
                page.screenshot(picture.toAbsolutePath());
            } finally {
                DirectoryTree.delete(profile);
            }
        } catch (final IOException e) {
            throw new UncheckedIOException("Failed to take a screenshot of " + ui, e);
        }
    }

    private static void awaitDrawing(final BrowserPage page) {
        final AtomicReference<String> last = new AtomicReference<>("");
        Poll.until(DEADLINE, "the canvas to be drawn", () -> {
            final String drawn = page.evaluate(DRAWN).asText();
            return !drawn.isEmpty() && drawn.equals(last.getAndSet(drawn)) ? Optional.of(true) : Optional.empty();
        });
    }

    /**
     * What a screenshot shows.
     *
     * @param width pixels
     * @param height pixels
     * @param panels whether NiFi's panels are shown
     */
    public record View(int width, int height, boolean panels) {}
}
