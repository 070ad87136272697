/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nifivoyage.nifi.Canvas;
import dev.nifivoyage.nifi.DirectoryTree;
import dev.nifivoyage.nifi.FlowImport;
import dev.nifivoyage.nifi.NiFiHome;
import dev.nifivoyage.nifi.NiFiOptions;
import dev.nifivoyage.nifi.NiFiPorts;
import dev.nifivoyage.nifi.NiFiProcess;
import dev.nifivoyage.nifi.NiFiRest;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

/**
 * Renders the canvas of each shipped flow, and of the groups in it, in a real NiFi; run by {@code ./screenshots}.
 */
@Command(name = "./screenshots", description = "Renders the canvas of each flow definition.")
public final class Screenshots implements Callable<Integer> {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help message and exit")
    private boolean help;

    @Option(names = "--keep", description = "Keep NiFi running at the end, until Ctrl-C")
    private boolean keep;

    @Option(names = "--to", defaultValue = "target/screenshots", description = "Directory (default: ${DEFAULT-VALUE})")
    private Path target;

    @Option(names = "--size", defaultValue = "1600x900", description = "Width and height (default: ${DEFAULT-VALUE})")
    private String size;

    @Option(names = "--panels", description = "Show NiFi's panels, which cover the left of the canvas")
    private boolean panels;

    @Option(names = "--nifi", required = true, hidden = true, description = "Directory of NiFi")
    private Path distribution;

    @Option(names = "--flows", required = true, hidden = true, description = "Directory of the flow definitions")
    private Path definitions;

    public static void main(final String[] arguments) {
        System.exit(new CommandLine(new Screenshots()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        final Canvas canvas = Canvas.installed()
                .orElseThrow(
                        () -> new IllegalStateException("Install Chromium, for example: apt-get install chromium"));
        final Path directory = Files.createTempDirectory("nifi-voyage-screenshots-");
        Files.createDirectories(target);
        try (NiFiProcess nifi = NiFiProcess.start(
                NiFiHome.create(directory.resolve("nifi"), distribution, NiFiPorts.free()), NiFiOptions.quickStart())) {
            System.out.println("NiFi: " + nifi.canvas());
            for (final Path definition : definitions()) {
                final String name = definition.getFileName().toString().replace(".json", "");
                final String group = new FlowImport(nifi.rest()).upload("root", definition, name);
                render(nifi, canvas, group, name);
            }
            if (keep) {
                new CountDownLatch(1).await();
            }
        } finally {
            DirectoryTree.delete(directory);
        }
        return CommandLine.ExitCode.OK;
    }

    private List<Path> definitions() throws IOException {
        try (Stream<Path> files = Files.list(definitions)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
    }

    private void render(final NiFiProcess nifi, final Canvas canvas, final String group, final String name) {
        final String[] pixels = size.split("x", 2);
        final Path picture = target.resolve(name + ".png");
        canvas.screenshot(
                nifi.canvas(),
                group,
                picture,
                new Canvas.View(Integer.parseInt(pixels[0]), Integer.parseInt(pixels[1]), panels));
        System.out.println(picture);
        final NiFiRest rest = nifi.rest();
        for (final JsonNode child :
                rest.get("/process-groups/" + group + "/process-groups").path("processGroups")) {
            final String childName = child.path("component").path("name").asText();
            render(
                    nifi,
                    canvas,
                    child.path("id").asText(),
                    name + "-" + childName.toLowerCase(Locale.ROOT).replace(' ', '-'));
        }
    }
}
