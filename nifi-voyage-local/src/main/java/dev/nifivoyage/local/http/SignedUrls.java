/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.http;

import dev.nifivoyage.local.clock.ServerClock;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signed URLs of files, valid for 15 minutes without further credentials. Source: the redirect measured in August 2026
 * leads to Google Cloud Storage, and is valid for about 15 minutes.
 */
public final class SignedUrls {

    private static final Duration LIFETIME = Duration.ofMinutes(15);
    private static final String ALGORITHM = "HmacSHA256";

    private final ServerClock clock;
    private final byte[] secret = new byte[32];

    public SignedUrls(final ServerClock clock) {
        this.clock = clock;
        new SecureRandom().nextBytes(secret);
    }

    /**
     * Path and query for a file.
     *
     * @param expired true for a URL that has expired already
     */
    String sign(final String fileId, final boolean expired) {
        final long expires =
                clock.now().plus(expired ? Duration.ofSeconds(-1) : LIFETIME).toEpochMilli();
        return "/voyage-batch-files/" + fileId + "?X-Goog-Algorithm=GOOG4-HMAC-SHA256&X-Goog-Expires=" + expires
                + "&X-Goog-Signature=" + signature(fileId, Long.toString(expires));
    }

    boolean isGenuine(final String fileId, final String expires, final String signature) {
        return expires != null
                && signature != null
                && MessageDigest.isEqual(
                        signature(fileId, expires).getBytes(StandardCharsets.US_ASCII),
                        signature.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * @param expires expiration of a genuine URL
     */
    boolean hasExpired(final String expires) {
        return !clock.now().isBefore(Instant.ofEpochMilli(Long.parseLong(expires)));
    }

    private String signature(final String fileId, final String expires) {
        try {
            final Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret, ALGORITHM));
            return HexFormat.of().formatHex(mac.doFinal((fileId + "\n" + expires).getBytes(StandardCharsets.UTF_8)));
        } catch (final GeneralSecurityException e) {
            throw new IllegalStateException("Failed to sign a URL", e);
        }
    }
}
