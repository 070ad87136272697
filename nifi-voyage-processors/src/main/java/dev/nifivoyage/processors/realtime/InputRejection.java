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
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Interprets rejections: whether individual inputs of a request are the reason, and which ones. Rejected requests are
 * not billed.
 */
final class InputRejection {
    private static final int UNPROCESSABLE_CONTENT = 422;

    /** Errors that all inputs of a request share: an argument other than the inputs, or the model. */
    private static final Pattern WHOLE_REQUEST = Pattern.compile(
            "argument '(?!inputs?\\b)|\\bbody\\.(?!inputs?\\b)[a-z_]+|\\bparameter\\b|\\bmodel\\b.*\\b(not "
                    + "supported|not found|not available|does not exist|unknown|deprecated|retired)\\b",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern INPUT = Pattern.compile("\\binputs?\\b", Pattern.CASE_INSENSITIVE);

    /**
     * {@code input[3]}, {@code body.input.3}, {@code "input", 3}, {@code Text 3 of 'input'}, {@code index 3}; all start
     * at 0.
     */
    private static final Pattern POSITION = Pattern.compile(
            "\\binputs?['\"]?(?:\\[|\\.|\\s*,\\s*)(\\d{1,6})|\\btext (\\d{1,6})\\b|\\b(?:index|position)\\W{1,3}(\\d{1,6})\\b",
            Pattern.CASE_INSENSITIVE);

    private InputRejection() {}

    /**
     * Returns whether the request may be accepted without some of its inputs.
     */
    static boolean isPossible(final VoyageException rejection) {
        final int status = rejection.statusCode().orElse(0);
        return (status == HttpURLConnection.HTTP_BAD_REQUEST || status == UNPROCESSABLE_CONTENT)
                && !WHOLE_REQUEST.matcher(detail(rejection)).find();
    }

    /**
     * Returns whether the error names the inputs.
     */
    static boolean namesInput(final VoyageException rejection) {
        return INPUT.matcher(detail(rejection)).find();
    }

    /**
     * Returns the positions named in the error, if any. They are a hint, because servers number inputs differently.
     *
     * @param inputs number of inputs in the request
     */
    static SortedSet<Integer> positions(final VoyageException rejection, final int inputs) {
        final SortedSet<Integer> positions = new TreeSet<>();
        final Matcher matcher = POSITION.matcher(detail(rejection));
        while (matcher.find()) {
            for (int group = 1; group <= matcher.groupCount(); group++) {
                if (matcher.group(group) != null && Integer.parseInt(matcher.group(group)) < inputs) {
                    positions.add(Integer.parseInt(matcher.group(group)));
                }
            }
        }
        return positions;
    }

    /**
     * Returns the error without numbers, to compare the errors of two inputs.
     */
    static String reason(final VoyageException rejection) {
        return detail(rejection).replaceAll("\\d+", "#").toLowerCase(Locale.ROOT);
    }

    private static String detail(final VoyageException rejection) {
        return rejection.detail().orElse("");
    }
}
