/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.nifi;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A running NiFi in a child process, which is stopped on close, or at the latest on exit of this JVM. */
public final class NiFiProcess implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(NiFiProcess.class);

    /** Longer than {@code nifi.flowcontroller.graceful.shutdown.period}. */
    private static final Duration STOP_DEADLINE = Duration.ofSeconds(30);

    private static final int LOG_TAIL_LINES = 40;

    private final NiFiHome home;
    private final Process process;
    private final NiFiRest rest;
    private final Thread shutdownHook;

    private NiFiProcess(final NiFiHome home, final Process process) {
        this.home = home;
        this.process = process;
        rest = new NiFiRest(
                URI.create("http://" + home.ports().host() + ":" + home.ports().http() + "/nifi-api"));
        shutdownHook = new Thread(this::stop, "stop NiFi " + process.pid());
    }

    /**
     * Starts NiFi, and waits until its REST API responds.
     *
     * @throws IllegalStateException with the last lines of the log if it exits or misses the deadline
     */
    public static NiFiProcess start(final NiFiHome home, final NiFiOptions options) {
        final long begin = System.nanoTime();
        final NiFiProcess nifi = new NiFiProcess(home, launch(home, options));
        Runtime.getRuntime().addShutdownHook(nifi.shutdownHook);
        boolean ready = false;
        try {
            nifi.awaitRest(options.startDeadline());
            ready = true;
        } finally {
            if (!ready) {
                nifi.close();
            }
        }
        LOG.info(
                "NiFi {} is ready at {} after {} ms",
                nifi.process.pid(),
                nifi.canvas(),
                Duration.ofNanos(System.nanoTime() - begin).toMillis());
        return nifi;
    }

    public NiFiHome home() {
        return home;
    }

    public NiFiRest rest() {
        return rest;
    }

    /** Returns the process ID of NiFi. */
    public long pid() {
        return process.pid();
    }

    /** Returns true if NiFi is running. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Returns the URL of the web UI. */
    public URI canvas() {
        return URI.create("http://" + home.ports().host() + ":" + home.ports().http() + "/nifi/");
    }

    /** Kills NiFi, like a crash; the home can be started again. */
    public void kill() {
        process.destroyForcibly();
        awaitExit(STOP_DEADLINE);
    }

    /** Stops NiFi, and kills it after half a minute. */
    @Override
    public void close() {
        stop();
        rest.close();
        try {
            Runtime.getRuntime().removeShutdownHook(shutdownHook);
        } catch (final IllegalStateException e) {
            // the JVM is exiting: the hook runs or has run, and stopping twice is harmless
            LOG.debug("The shutdown hook stays", e);
        }
    }

    private void stop() {
        process.destroy();
        if (!awaitExit(STOP_DEADLINE)) {
            LOG.warn("NiFi {} has not stopped after {}: killed", process.pid(), STOP_DEADLINE);
            kill();
        }
    }

    private boolean awaitExit(final Duration deadline) {
        try {
            process.onExit().get(deadline.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (final TimeoutException e) {
            return false;
        } catch (final ExecutionException e) {
            throw new IllegalStateException("Cannot wait for NiFi " + process.pid(), e);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
            throw new IllegalStateException("Interrupted while NiFi " + process.pid() + " was stopping", e);
        }
    }

    private void awaitRest(final Duration deadline) {
        try {
            Poll.until(deadline, "NiFi " + process.pid() + " to respond at " + canvas(), () -> {
                if (!process.isAlive()) {
                    throw new IllegalStateException("NiFi ended with exit code " + process.exitValue());
                }
                return rest.responses("/flow/about") ? Optional.of(true) : Optional.empty();
            });
        } catch (final IllegalStateException e) {
            throw new IllegalStateException(
                    e.getMessage() + "; the end of its log:\n"
                            + LogTail.of(
                                    LOG_TAIL_LINES,
                                    home.logs().resolve("console.log"),
                                    home.logs().resolve("nifi-app.log")),
                    e);
        }
    }

    private static Process launch(final NiFiHome home, final NiFiOptions options) {
        final List<String> command = new ArrayList<>(options.launcher());
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx" + options.heap());
        command.add("-Djava.awt.headless=true");
        command.add("-Dsun.net.http.allowRestrictedHeaders=true");
        command.add("-Dnifi.properties.file.path=" + home.configuration().resolve("nifi.properties"));
        command.add("-Dorg.apache.nifi.bootstrap.config.log.dir=" + home.logs());
        command.add("-Dorg.apache.nifi.management.server.address="
                + home.ports().host() + ":" + home.ports().management());
        command.addAll(options.jvmOptions());
        command.add("-cp");
        command.add(home.configuration() + File.pathSeparator + home.library().resolve("*"));
        command.add("org.apache.nifi.NiFi");
        final ProcessBuilder builder = new ProcessBuilder(command)
                .directory(home.directory().toFile())
                .redirectErrorStream(true)
                .redirectOutput(home.logs().resolve("console.log").toFile());
        try {
            return builder.start();
        } catch (final IOException e) {
            throw new UncheckedIOException("Cannot start NiFi in " + home.directory(), e);
        }
    }
}
