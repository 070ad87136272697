/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.client;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Reads any bytes as the body of an error response. The explanation is one short line without secrets.
 */
public final class ErrorResponseFuzz {
    private static final String SECRET = "pa-secret";

    private ErrorResponseFuzz() {}

    public static void fuzzerTestOneInput(final byte[] input) {
        final String text =
                ErrorBody.read(input, body -> body.replace(SECRET, "***")).text();
        if (text != null) {
            assertFalse(text.isBlank());
            assertTrue(text.length() <= 1_001, text);
            assertFalse(text.matches("(?s).*[\\r\\n].*"), text);
            assertFalse(text.contains(SECRET), text);
        }
    }
}
