/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.create;

import dev.nifivoyage.service.api.BatchEndpoint;
import dev.nifivoyage.service.api.embedding.RequestKey;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/**
 * Tells whether two jobs ask for the same: SHA-256 over the endpoint, the request parameters and the custom ids in their order. It goes into the job's
 * metadata, so that a job can be found again after a crash.
 */
final class Fingerprint {
    private final MessageDigest digest;

    Fingerprint(final BatchEndpoint endpoint, final Map<String, Object> requestParameters) {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (final NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
        digest.update(
                (endpoint.path() + '\n' + new TreeMap<>(requestParameters) + '\n').getBytes(StandardCharsets.UTF_8));
    }

    void add(final RequestKey key) {
        digest.update(key.toBytes());
    }

    /**
     * The fingerprint's text, 43 characters; ends the computation.
     */
    String complete() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(digest.digest());
    }
}
