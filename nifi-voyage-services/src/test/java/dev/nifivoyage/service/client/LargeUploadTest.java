/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.client;

import com.sun.net.httpserver.HttpServer;
import dev.nifivoyage.service.api.FileContent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Uploads stream: the largest file Voyage is said to take is larger than the heap of this test.
 */
class LargeUploadTest {
    private static final long SIZE = 1L << 30;

    @Test
    @Timeout(120)
    void uploadLargerThanTheHeap() throws Exception {
        assertTrue(Runtime.getRuntime().maxMemory() < SIZE, "run with -Xmx768m");
        final AtomicLong received = new AtomicLong();
        final AtomicLong announced = new AtomicLong();
        final HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/files", exchange -> {
            announced.set(Long.parseLong(exchange.getRequestHeaders().getFirst("Content-Length")));
            final byte[] buffer = new byte[1 << 16];
            int read = exchange.getRequestBody().read(buffer);
            while (read >= 0) {
                received.addAndGet(read);
                read = exchange.getRequestBody().read(buffer);
            }
            final byte[] response = """
                {"id":"file-1","bytes":%d}""".formatted(received.get()).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, response.length);
            exchange.getResponseBody().write(response);
            exchange.close();
        });
        server.start();
        try {
            final StandardVoyageClientService service = ServiceFixture.enabled(
                    "http://127.0.0.1:%d/v1".formatted(server.getAddress().getPort()));

            assertEquals(
                    "file-1",
                    service.uploadBatchInput("large.jsonl", new Zeros()).id());

            assertEquals(announced.get(), received.get());
            assertTrue(received.get() > SIZE, () -> Long.toString(received.get()));
            assertTrue(received.get() < SIZE + 2048, () -> Long.toString(received.get()));
        } finally {
            server.stop(0);
        }
    }

    private static final class Zeros implements FileContent {

        @Override
        public long size() {
            return SIZE;
        }

        @Override
        public InputStream open() {
            return new InputStream() {
                private long left = SIZE;

                @Override
                public int read() {
                    return left-- > 0 ? 0 : -1;
                }

                @Override
                public int read(final byte[] bytes, final int offset, final int length) {
                    if (left <= 0) {
                        return -1;
                    }
                    final int given = (int) Math.min(left, length);
                    left -= given;
                    return given;
                }
            };
        }
    }
}
