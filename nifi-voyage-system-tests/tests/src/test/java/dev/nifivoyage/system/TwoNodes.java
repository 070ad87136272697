/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.system;

import dev.nifivoyage.nifi.NiFiCluster;
import dev.nifivoyage.nifi.NiFiOptions;
import org.apache.curator.test.TestingServer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Two nodes of a cluster, and a ZooKeeper that outlives both.
 */
record TwoNodes(TestingServer zooKeeper, NiFiCluster cluster) implements AutoCloseable {
    static final int COUNT = 2;

    /**
     * Starts ZooKeeper and the nodes, and waits until they are connected.
     *
     * @param directory an empty directory, created if missing
     */
    static TwoNodes start(final Path directory, final NiFiOptions options) {
        final TestingServer zooKeeper = startZooKeeper();
        NiFiCluster cluster = null;
        try {
            cluster = NiFiCluster.start(
                    Files.createDirectories(directory),
                    Path.of(System.getProperty("nifi.distribution")),
                    zooKeeper.getConnectString(),
                    COUNT,
                    options);
            return new TwoNodes(zooKeeper, cluster);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            if (cluster == null) {
                close(zooKeeper);
            }
        }
    }

    private static TestingServer startZooKeeper() {
        try {
            return new TestingServer();
        } catch (final Exception e) {
            throw new IllegalStateException("ZooKeeper has not started", e);
        }
    }

    @Override
    public void close() {
        cluster.close();
        close(zooKeeper);
    }

    private static void close(final TestingServer zooKeeper) {
        try {
            zooKeeper.close();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
