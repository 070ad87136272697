/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.nifi;

import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A body of type {@code multipart/form-data} (RFC 7578), which the HTTP client of the JDK cannot build. */
final class Multipart {

    private final String boundary = "nifi-voyage-" + UUID.randomUUID();
    private final List<byte[]> parts = new ArrayList<>();

    void field(final String name, final String value) {
        text("--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n");
    }

    void file(final String name, final String fileName, final byte[] content) {
        text("--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + name + "\"; filename=\"" + fileName
                + "\"\r\nContent-Type: application/octet-stream\r\n\r\n");
        parts.add(content);
        text("\r\n");
    }

    String contentType() {
        return "multipart/form-data; boundary=" + boundary;
    }

    BodyPublisher body() {
        final List<byte[]> all = new ArrayList<>(parts);
        all.add(("--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8));
        // without a length, the body would be chunked, and other nodes of a cluster reject what NiFi forwards of that
        return BodyPublishers.fromPublisher(
                BodyPublishers.ofByteArrays(all),
                all.stream().mapToLong(part -> part.length).sum());
    }

    private void text(final String text) {
        parts.add(text.getBytes(StandardCharsets.UTF_8));
    }
}
