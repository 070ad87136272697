/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.realtime;

import dev.nifivoyage.service.api.VoyageException;

import java.net.HttpURLConnection;
import java.util.Locale;

/**
 * Recognizes rejections because of the number of tokens, which are not billed.
 */
final class TokenLimit {
    private TokenLimit() {}

    // error_code does not cover a single text that is too long for the model
    static boolean isExceeded(final VoyageException rejection) {
        final int status = rejection.statusCode().orElse(0);
        return status == HttpURLConnection.HTTP_ENTITY_TOO_LARGE
                || status == HttpURLConnection.HTTP_BAD_REQUEST
                        && rejection
                                .detail()
                                .filter(detail ->
                                        detail.toLowerCase(Locale.ROOT).contains("tokens"))
                                .isPresent();
    }
}
