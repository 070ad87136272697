/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.client;

import okhttp3.HttpUrl;

import java.util.Optional;

/**
 * The base URL of the API. Keys of the Voyage platform start with {@code pa-}, keys of MongoDB Atlas with {@code al-};
 * each is valid for its own host only. Source: the pages of Voyage and MongoDB on API keys.
 */
final class BaseUrl {
    static final String VOYAGE = "https://api.voyageai.com/v1";
    static final String ATLAS = "https://ai.mongodb.com/v1";

    private static final String ATLAS_HOST = "ai.mongodb.com";
    private static final String ATLAS_KEY_PREFIX = "al-";

    private BaseUrl() {}

    /**
     * Returns an explanation if the address cannot be used, or empty if it can.
     *
     * @param address not blank
     */
    static Optional<String> validate(final String address) {
        final HttpUrl url = HttpUrl.parse(address.trim());
        if (url == null) {
            return Optional.of("Base URL must be a valid URL that starts with http:// or https://");
        }
        if (!url.encodedUsername().isEmpty() || !url.encodedPassword().isEmpty()) {
            return Optional.of("Base URL must not contain a user name or password");
        }
        if (url.encodedQuery() != null || url.encodedFragment() != null) {
            return Optional.of("Base URL must end with its path, such as /v1, without query or fragment");
        }
        if (url.pathSegments().stream().allMatch(String::isEmpty)) {
            return Optional.of("Base URL has no path: expected %s/v1, or the path of a gateway"
                    .formatted(withoutSlash(address.trim())));
        }

        return Optional.empty();
    }

    /**
     * Returns true for the host of MongoDB Atlas, for which neither files nor batch jobs are documented. Source: the
     * pages of MongoDB on Voyage AI.
     */
    static boolean isAtlas(final HttpUrl address) {
        return address.host().equals(ATLAS_HOST) || address.host().endsWith("." + ATLAS_HOST);
    }

    /**
     * Returns a message for a host without a Batch API.
     */
    static String noBatchApiMessage(final HttpUrl address) {
        return "%s has no documented Batch API: for batch jobs, use an API key that starts with pa- and %s"
                .formatted(address.host(), VOYAGE);
    }

    /**
     * Returns the configured address without trailing slashes, or the default for the kind of key.
     *
     * @param configured may be null or blank
     * @throws IllegalArgumentException if the configured address is not an http or https URL
     */
    static HttpUrl of(final String configured, final String apiKey) {
        if (configured == null || configured.isBlank()) {
            return HttpUrl.get(apiKey.startsWith(ATLAS_KEY_PREFIX) ? ATLAS : VOYAGE);
        }

        return HttpUrl.get(withoutSlash(configured.trim()));
    }

    private static String withoutSlash(final String address) {
        String shorter = address;
        while (shorter.endsWith("/")) {
            shorter = shorter.substring(0, shorter.length() - 1);
        }

        return shorter;
    }
}
