/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local;

import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Base64;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * Images by URL.
 */
class MediaDownloadTest {

    private static final byte[] PNG = Images.encode(Images.flag(48, 32), "png");

    private static VoyageLocalServer server;
    private static LocalClient client;
    private static HttpServer images;

    @BeforeAll
    static void start() throws IOException {
        server = VoyageLocalServer.start(new VoyageLocalOptions());
        client = new LocalClient(server);
        images = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        content("/image", 200, PNG, PNG.length);
        content("/text", 200, "no image".getBytes(), 8);
        content("/chunked", 200, PNG, 0);
        content("/missing", 404, PNG, PNG.length);
        content("/large", 200, PNG, 20_000_001);
        content("/empty", 200, new byte[0], -1);
        content("/short", 200, PNG, PNG.length + 10);
        redirect("/moved", "/image");
        redirect("/loop", "/loop");
        images.createContext("/video", exchange -> {
            final byte[] video = Videos.avi(1, 32, 24);
            exchange.sendResponseHeaders(200, video.length);
            exchange.getResponseBody().write(video);
            exchange.close();
        });
        images.start();
    }

    @AfterAll
    static void stop() {
        images.stop(0);
        server.close();
    }

    @Test
    void imagesAreDownloaded() {
        final float[][] vectors = new MultimodalRequest(client)
                .input("image_url", url("/image"))
                .input("image_url", url("/moved"))
                .vectors();
        assertArrayEquals(vectors[0], vectors[1]);
        assertArrayEquals(
                new MultimodalRequest(client)
                        .input("image_base64", Base64.getEncoder().encodeToString(PNG))
                        .vectors()[0],
                vectors[0]);
        assertEquals(
                768,
                new MultimodalRequest(client)
                        .input("video_url", url("/video"))
                        .response()
                        .at("/usage/video_pixels")
                        .intValue());
    }

    @ParameterizedTest
    @CsvSource({
        "/text, 'it is not a PNG, JPEG, WebP, or GIF'",
        "/chunked, its URL returned no Content-Length",
        "/missing, its URL returned the HTTP status 404",
        "/large, 'it has 20000001 bytes, but the max allowed is 20000000'",
        "/empty, it is empty",
        "/short, its URL cannot be downloaded",
        "/loop, its URL returned the HTTP status 302"
    })
    void failedDownloadsAreRejected(final String path, final String reason) {
        assertRejected(reason, url(path));
    }

    @ParameterizedTest
    @CsvSource({
        "ftp://127.0.0.1/a, its URL is not a valid http or https URL",
        "file:///etc/passwd, its URL is not a valid http or https URL",
        "no url, its URL is not a valid http or https URL",
        "http://127.0.0.1:1/a, its URL cannot be downloaded"
    })
    void badUrlsAreRejected(final String url, final String reason) {
        assertRejected(reason, url);
    }

    private static void assertRejected(final String reason, final String url) {
        assertEquals(
                "Value of argument 'inputs[1].content[0]' is not a valid image: " + reason + ".",
                new MultimodalRequest(client)
                        .input("text", "a")
                        .input("image_url", url)
                        .rejection());
    }

    private static String url(final String path) {
        return "http://127.0.0.1:" + images.getAddress().getPort() + path;
    }

    /** Sends bytes; a length of 0 means chunks. */
    private static void content(final String path, final int status, final byte[] bytes, final long length) {
        images.createContext(path, exchange -> {
            exchange.sendResponseHeaders(status, length);
            if (bytes.length > 0) {
                exchange.getResponseBody().write(bytes);
                exchange.getResponseBody().flush();
            }
            exchange.close();
        });
    }

    private static void redirect(final String path, final String target) {
        images.createContext(path, exchange -> {
            exchange.getResponseHeaders().set("Location", target);
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
    }
}
