/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.create.plan;

import dev.nifivoyage.service.api.BatchEndpoint;
import dev.nifivoyage.service.api.embedding.RequestKey;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A SHA-256 digest that tells jobs with different requests apart, over the endpoint, the parameters, and the custom IDs
 * in their order. It names the input file and is part of the job's metadata, so that both can be found again after a
 * crash.
 */
final class Fingerprint {
    private final MessageDigest digest;

    Fingerprint(final BatchEndpoint endpoint, final Map<String, Object> parameters) {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (final NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
        add(endpoint.path() + '\n' + text(parameters) + '\n');
    }

    // sorted by name: {a=1, b=2}
    private static String text(final Map<String, ?> fields) {
        return new TreeMap<>(fields)
                .entrySet().stream()
                        .map(field -> "%s=%s".formatted(field.getKey(), field.getValue()))
                        .collect(Collectors.joining(", ", "{", "}"));
    }

    private void add(final String text) {
        digest.update(text.getBytes(StandardCharsets.UTF_8));
    }

    void add(final RequestKey key) {
        digest.update(key.toBytes());
    }

    /**
     * Returns the digest, including the given fields, and ends the computation.
     */
    String complete(final Map<String, String> fields) {
        add(text(fields));
        return complete();
    }

    /**
     * Returns the digest in 43 characters, and ends the computation.
     */
    String complete() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(digest.digest());
    }
}
