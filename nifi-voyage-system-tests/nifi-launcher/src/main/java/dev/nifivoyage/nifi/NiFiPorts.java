/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.nifi;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/**
 * The ports of a NiFi instance on a loopback address.
 *
 * @param host 127.0.0.1, or another loopback address for another node of a cluster
 * @param http REST API and web UI
 * @param management management server of NiFi, for its start and stop scripts
 */
public record NiFiPorts(String host, int http, int management) {

    /** Returns two free ports of 127.0.0.1. */
    public static NiFiPorts free() {
        return free("127.0.0.1");
    }

    /** Returns two free ports of a loopback address. */
    public static NiFiPorts free(final String host) {
        // both sockets are open at the same time, so that the ports differ
        try (ServerSocket http = socket(host);
                ServerSocket management = socket(host)) {
            return new NiFiPorts(host, http.getLocalPort(), management.getLocalPort());
        } catch (final IOException e) {
            throw new UncheckedIOException("No free port on " + host, e);
        }
    }

    /** Returns a free port of a loopback address. */
    public static int freePort(final String host) {
        try (ServerSocket socket = socket(host)) {
            return socket.getLocalPort();
        } catch (final IOException e) {
            throw new UncheckedIOException("No free port on " + host, e);
        }
    }

    private static ServerSocket socket(final String host) throws IOException {
        return new ServerSocket(0, 1, InetAddress.getByName(host));
    }
}
