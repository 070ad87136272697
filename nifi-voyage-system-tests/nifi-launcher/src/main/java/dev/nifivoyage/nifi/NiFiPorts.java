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
 * The ports of one NiFi on the loopback address.
 *
 * @param http REST API and web UI
 * @param management where NiFi answers its own start and stop scripts; two instances need two
 */
public record NiFiPorts(int http, int management) {

    /** Two ports that are free now. */
    public static NiFiPorts free() {
        // both sockets are open at once, so that the two ports differ
        try (ServerSocket http = loopbackSocket(); ServerSocket management = loopbackSocket()) {
            return new NiFiPorts(http.getLocalPort(), management.getLocalPort());
        } catch (final IOException e) {
            throw new UncheckedIOException("No free port on the loopback address", e);
        }
    }

    private static ServerSocket loopbackSocket() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }
}
