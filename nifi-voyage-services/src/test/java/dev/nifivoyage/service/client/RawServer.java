/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.client;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * A server that writes whatever a test wants, which no HTTP server would. Each connection has one request.
 */
final class RawServer implements AutoCloseable {

    /** Writes a response, or writes until the client closes the connection. */
    interface Response {
        void write(String request, OutputStream output) throws IOException;
    }

    /** The same for each request. */
    interface Endless {
        void write(OutputStream output) throws IOException;
    }

    private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    private final Response response;

    RawServer(final Response response) throws IOException {
        this.response = response;
        Thread.ofPlatform().daemon().name("raw-server").start(this::accept);
    }

    int port() {
        return socket.getLocalPort();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                final Socket connection = socket.accept();
                Thread.ofPlatform().daemon().name("raw-connection").start(() -> serve(connection));
            } catch (final IOException e) {
                return;
            }
        }
    }

    private void serve(final Socket connection) {
        try (connection;
                OutputStream output = new BufferedOutputStream(connection.getOutputStream(), 1 << 16)) {
            final byte[] request = new byte[1 << 16];
            int length = 0;
            while (!new String(request, 0, length, StandardCharsets.US_ASCII).contains("\r\n\r\n")) {
                final int read = connection.getInputStream().read(request, length, request.length - length);
                if (read <= 0) {
                    return;
                }
                length += read;
            }
            response.write(new String(request, 0, length, StandardCharsets.US_ASCII), output);
        } catch (final IOException e) {
            // the client has closed the connection, which is what each test waits for
            return;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
