/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.pose;

import org.apache.nifi.components.ValidationContext;
import org.apache.nifi.components.ValidationResult;
import org.apache.nifi.components.Validator;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The aspect ratio of a picture, such as {@code 16:9} or {@code 1920:1080}.
 */
final class AspectRatio implements Validator {
    private static final Pattern RATIO = Pattern.compile("\\s*([1-9][0-9]{0,5})\\s*:\\s*([1-9][0-9]{0,5})\\s*");

    /**
     * Parses a ratio as width divided by height.
     *
     * @throws IllegalArgumentException if the text is not a ratio
     */
    static double parse(final String text) {
        final Matcher ratio = RATIO.matcher(text);
        if (!ratio.matches()) {
            throw new IllegalArgumentException(
                    "[%s] is not an aspect ratio: expected the width and height of the picture, for example 16:9"
                            .formatted(text));
        }

        return Double.parseDouble(ratio.group(1)) / Double.parseDouble(ratio.group(2));
    }

    @Override
    public ValidationResult validate(final String subject, final String input, final ValidationContext context) {
        final boolean expression =
                context.isExpressionLanguageSupported(subject) && context.isExpressionLanguagePresent(input);
        return new ValidationResult.Builder()
                .subject(subject)
                .input(input)
                .valid(expression || RATIO.matcher(input).matches())
                .explanation("Expected the width and height of the picture, for example 16:9")
                .build();
    }
}
