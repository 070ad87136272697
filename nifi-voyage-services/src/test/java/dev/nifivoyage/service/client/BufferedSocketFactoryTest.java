/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.client;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class BufferedSocketFactoryTest {
    private static final int CONTENT_BYTES = 1_000_000;

    private final BufferedSocketFactory factory = new BufferedSocketFactory();
    private final byte[] content = new byte[CONTENT_BYTES];
    private ServerSocket server;
    private CompletableFuture<Void> sent;

    @BeforeEach
    void listen() throws IOException {
        new Random(1).nextBytes(content);
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        sent = CompletableFuture.runAsync(() -> {
            try (Socket connection = server.accept();
                    OutputStream output = connection.getOutputStream()) {
                output.write(content);
            } catch (final IOException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    @ParameterizedTest
    @EnumSource
    void deliversEachByteInOrder(final Way way) throws Exception {
        try (Socket socket = way.open(factory, server)) {
            assertArrayEquals(content, socket.getInputStream().readAllBytes());
        }
        sent.get(1, TimeUnit.MINUTES);
    }

    @Test
    void allReadersShareTheBuffer() throws Exception {
        try (Socket socket = Way.ADDRESS.open(factory, server)) {
            assertEquals(Byte.toUnsignedInt(content[0]), socket.getInputStream().read());
            assertArrayEquals(
                    Arrays.copyOfRange(content, 1, CONTENT_BYTES),
                    socket.getInputStream().readAllBytes());
        }
        sent.get(1, TimeUnit.MINUTES);
    }

    @Test
    void reportsClosedPort() throws IOException {
        final int port;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }
        assertThrows(ConnectException.class, () -> factory.createSocket(InetAddress.getLoopbackAddress(), port));
    }

    /** The methods that create a socket. */
    private enum Way {
        UNCONNECTED {
            @Override
            Socket open(final BufferedSocketFactory factory, final ServerSocket server) throws IOException {
                final Socket socket = factory.createSocket();
                socket.connect(new InetSocketAddress(server.getInetAddress(), server.getLocalPort()));
                return socket;
            }
        },
        HOST {
            @Override
            Socket open(final BufferedSocketFactory factory, final ServerSocket server) throws IOException {
                return factory.createSocket(server.getInetAddress().getHostAddress(), server.getLocalPort());
            }
        },
        LOCAL_HOST {
            @Override
            Socket open(final BufferedSocketFactory factory, final ServerSocket server) throws IOException {
                return factory.createSocket(
                        server.getInetAddress().getHostAddress(),
                        server.getLocalPort(),
                        InetAddress.getLoopbackAddress(),
                        0);
            }
        },
        ADDRESS {
            @Override
            Socket open(final BufferedSocketFactory factory, final ServerSocket server) throws IOException {
                return factory.createSocket(server.getInetAddress(), server.getLocalPort());
            }
        },
        LOCAL_ADDRESS {
            @Override
            Socket open(final BufferedSocketFactory factory, final ServerSocket server) throws IOException {
                return factory.createSocket(
                        server.getInetAddress(), server.getLocalPort(), InetAddress.getLoopbackAddress(), 0);
            }
        };

        abstract Socket open(BufferedSocketFactory factory, ServerSocket server) throws IOException;
    }
}
