/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.client;

import dev.nifivoyage.service.api.EmbeddingsRequest;
import dev.nifivoyage.service.api.VoyageException;
import dev.nifivoyage.service.api.embedding.EmbeddingDataType;
import dev.nifivoyage.service.api.embedding.EmbeddingInputType;
import dev.nifivoyage.service.api.embedding.EmbeddingParameters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A server whose responses do not end, or that are small on the wire and huge in memory: each call ends with a clear
 * message, and reads a bounded amount.
 */
@Timeout(60)
class HostileServerTest {
    private static final byte[] A_MEGABYTE = new byte[1 << 20];
    private static final int BOMB_MEGABYTES = 320;

    static {
        Arrays.fill(A_MEGABYTE, (byte) ' ');
    }

    private RawServer server;

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Test
    void endlessHeaders() throws Exception {
        serve(output -> {
            write(output, "HTTP/1.1 200 OK\r\n");
            for (long i = 0; ; i++) {
                write(output, "x-header-%d: %s\r\n".formatted(i, "a".repeat(1_000)));
            }
        });

        assertRejected("more than 256 KB of headers", () -> service().getBatch("batch-1"));
    }

    @Test
    void headerWithoutEnd() throws Exception {
        serve(output -> {
            write(output, "HTTP/1.1 200 OK\r\nx-header: ");
            writeForever(output);
        });

        assertRejected("more than 256 KB of headers", () -> service().getBatch("batch-1"));
    }

    @Test
    void statusLineWithoutEnd() throws Exception {
        serve(output -> {
            write(output, "HTTP/1.1 200 ");
            writeForever(output);
        });

        assertRejected("more than 256 KB of headers", () -> service().getBatch("batch-1"));
    }

    @Test
    void endlessHeadersOfADownload() throws Exception {
        serve(output -> {
            write(output, "HTTP/1.1 200 OK\r\nx-header: ");
            writeForever(output);
        });

        assertRejected("more than 256 KB of headers", () -> service().openFile("file-1"));
    }

    @Test
    void endlessInterimResponses() throws Exception {
        serve(output -> {
            while (true) {
                write(output, "HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n".repeat(100));
            }
        });

        assertRejected("more than 256 KB of headers", () -> service().getBatch("batch-1"));
    }

    @Test
    void endlessJson() throws Exception {
        serve(output -> {
            write(output, "HTTP/1.1 200 OK\r\n\r\n{\"id\":\"batch-1\",\"status\":\"");
            writeForever(output);
        });

        assertRejected("the response has more than 16 MB", () -> service().getBatch("batch-1"));
    }

    @Test
    void compressedBomb() throws Exception {
        serveBomb("200 OK", "{\"id\":\"batch-1\",\"status\":\"");

        assertRejected("the response has more than 16 MB", () -> service().getBatch("batch-1"));
    }

    @Test
    void compressedBombInAnError() throws Exception {
        serveBomb("500 Internal Server Error", "{\"detail\":\"");

        assertRejected("HTTP 500", () -> service().getBatch("batch-1"));
    }

    @Test
    void compressedBombInsteadOfVectors() throws Exception {
        serveBomb("200 OK", "{\"object\":\"list\",\"data\":[");

        assertRejected("the response has more than 256 MB", () -> service().embed(embedding()));
    }

    @Test
    void endlessVectors() throws Exception {
        serve(output -> {
            write(output, "HTTP/1.1 200 OK\r\n\r\n{\"data\":[{\"index\":0,\"embedding\":[");
            final String numbers = "0.1,".repeat(10_000);
            while (true) {
                write(output, numbers);
            }
        });

        assertRejected("a vector has more than", () -> service().embed(embedding()));
    }

    @Test
    void endlessUnknownField() throws Exception {
        serve(output -> {
            write(output, "HTTP/1.1 200 OK\r\n\r\n{\"padding\":[");
            final String numbers = "0,".repeat(100_000);
            while (true) {
                write(output, numbers);
            }
        });

        assertRejected("the response has more than 256 MB", () -> service().embed(embedding()));
    }

    @Test
    void compressedFile() throws Exception {
        serveBomb("200 OK", "");

        assertRejected(
                "the content has the encoding gzip, which was not requested",
                () -> service().openFile("file-1"));
    }

    /** The size is known from the file's record, because the content has no length. */
    @Test
    void fileWithoutEnd() throws Exception {
        server = new RawServer((request, output) -> {
            if (request.contains("/content")) {
                write(output, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                while (true) {
                    write(output, "100000\r\n");
                    output.write(A_MEGABYTE);
                    write(output, "\r\n");
                }
            }
            write(output, """
                HTTP/1.1 200 OK\r
                Content-Length: 33\r
                \r
                {"id":"file-1","bytes":  5000000}""");
        });

        assertRejected("the content has more than the 5000000 bytes of the file", () -> {
            try (InputStream stream = service().openFile("file-1")) {
                stream.transferTo(OutputStream.nullOutputStream());
            }
        });
    }

    private void serve(final RawServer.Endless response) throws IOException {
        server = new RawServer((request, output) -> response.write(output));
    }

    private void serveBomb(final String status, final String start) throws IOException {
        final ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bomb)) {
            gzip.write(start.getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; i < BOMB_MEGABYTES; i++) {
                gzip.write(A_MEGABYTE);
            }
        }
        server = new RawServer((request, output) -> {
            write(
                    output,
                    "HTTP/1.1 %s\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n"
                            .formatted(status, bomb.size()));
            bomb.writeTo(output);
        });
    }

    private StandardVoyageClientService service() throws Exception {
        return new ServiceFixture("http://127.0.0.1:%d/v1".formatted(server.port()))
                .set(StandardVoyageClientService.MAXIMUM_RETRIES, "0")
                .set(StandardVoyageClientService.READ_TIMEOUT, "10 sec")
                .enable();
    }

    private static EmbeddingsRequest embedding() {
        return new EmbeddingsRequest(
                List.of("text"),
                new EmbeddingParameters(
                        "", "voyage-4-lite", EmbeddingInputType.DOCUMENT, 256, EmbeddingDataType.FLOAT, true));
    }

    private static void assertRejected(final String reason, final Executable call) {
        final VoyageException failure = assertThrows(VoyageException.class, call);

        assertTrue(failure.getMessage().contains(reason), failure.getMessage());
        assertTrue(failure.getMessage().length() < 1_000, failure.getMessage());
        ServiceFixture.assertHoldsNoSecret(failure);
    }

    private static void writeForever(final OutputStream output) throws IOException {
        while (true) {
            output.write(A_MEGABYTE);
        }
    }

    private static void write(final OutputStream output, final String text) throws IOException {
        output.write(text.getBytes(StandardCharsets.US_ASCII));
    }
}
