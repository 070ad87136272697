/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.flow.shipped;

import dev.nifivoyage.flow.Parameter;
import dev.nifivoyage.flow.Processor;

/**
 * Expressions about who may send an HTTP request: whoever knows the token, or, without a token, programs on the same
 * machine.
 */
final class HttpAccess {

    /** True for a request to this machine by its own name: a site whose name resolves to it has another one. */
    static final String LOCAL = "${http.server.name:matches('127[.]0[.]0[.]1|localhost|.?::1.?|.?0:0:0:0:0:0:0:1.?')}";

    /** The token in the header Authorization, to be put into braces: it is the subject of further functions. */
    static final String TOKEN =
            "http.headers.Authorization:replaceEmpty(${http.headers.authorization}):substringAfter('Bearer ')";

    static final String LOCAL_NAMES = "127.0.0.1, ::1 or localhost";

    private HttpAccess() {}

    /**
     * Lets HandleHttpResponse name the way to authenticate, as HTTP requires for 401.
     *
     * @param status attribute with the HTTP status of an error
     */
    static void challenge(final Processor respond, final String status) {
        respond.setDynamic("WWW-Authenticate", "${%s:equals('401'):ifElse('Bearer','')}".formatted(status));
    }

    /**
     * Returns the parameter of the hash of the token.
     *
     * @param use where the token is given, as the end of a sentence
     */
    static Parameter tokenHash(final String use) {
        return new Parameter(
                "Token Hash",
                "",
                "SHA-256, in hexadecimal, of the token that %s. If empty, no token is required, but only requests to %s are answered. The hash of a token: printf %%s TOKEN | sha256sum"
                        .formatted(use, LOCAL_NAMES));
    }
}
