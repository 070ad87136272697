/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.flow.shipped;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page of one file, with its style and its script.
 *
 * @param html the page
 * @param policy a Content-Security-Policy that allows what the page contains, and requests to where it comes from
 */
record PageFile(String html, String policy) {

    /**
     * Reads a page from the class path.
     */
    static PageFile read(final String name) {
        try (InputStream resource = PageFile.class.getResourceAsStream(name)) {
            final String html =
                    new String(Objects.requireNonNull(resource, name).readAllBytes(), StandardCharsets.UTF_8);
            final String policy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
                    + "connect-src 'self'; img-src data:; style-src '%s'; script-src '%s'"
                            .formatted(hash(html, "style"), hash(html, "script"));
            return new PageFile(html, policy);
        } catch (final IOException e) {
            throw new UncheckedIOException("Failed to read " + name, e);
        }
    }

    private static String hash(final String html, final String element) {
        final Matcher matcher = Pattern.compile("<%1$s>(.*?)</%1$s>".formatted(element), Pattern.DOTALL)
                .matcher(html);
        if (!matcher.find()) {
            throw new IllegalArgumentException("The page has no element " + element);
        }

        try {
            final byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(matcher.group(1).getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (final NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
