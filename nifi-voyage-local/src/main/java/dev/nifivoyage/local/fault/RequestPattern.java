/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.fault;

import java.util.regex.Pattern;

/**
 * Matches the requests of a fault.
 *
 * @param method for instance {@code POST}; null for any
 * @param path for example {@code /v1/files/*}, where one star matches within a segment and two stars match anything;
 *     null for any
 */
record RequestPattern(String method, String path) {

    boolean matches(final String requestMethod, final String requestPath) {
        return (method == null || method.equalsIgnoreCase(requestMethod))
                && (path == null || pattern().matcher(requestPath).matches());
    }

    private Pattern pattern() {
        final StringBuilder regex = new StringBuilder();
        for (final String part : path.split("(?<=\\*)(?!\\*)|(?<!\\*)(?=\\*)")) {
            regex.append(
                    switch (part) {
                        case "*" -> "[^/]*";
                        case "**" -> ".*";
                        default -> Pattern.quote(part);
                    });
        }
        return Pattern.compile(regex.toString());
    }
}
