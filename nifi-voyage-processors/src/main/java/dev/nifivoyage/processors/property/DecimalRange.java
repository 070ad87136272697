/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.property;

import org.apache.nifi.components.ValidationContext;
import org.apache.nifi.components.ValidationResult;
import org.apache.nifi.components.Validator;

/**
 * Validates that a value is a decimal number in a range.
 */
public final class DecimalRange implements Validator {
    private final double minimum;
    private final boolean minimumIncluded;
    private final double maximum;

    private DecimalRange(final double minimum, final boolean minimumIncluded, final double maximum) {
        this.minimum = minimum;
        this.minimumIncluded = minimumIncluded;
        this.maximum = maximum;
    }

    /** Returns a range that includes both ends. */
    public static DecimalRange of(final int minimum, final int maximum) {
        return new DecimalRange(minimum, true, maximum);
    }

    /** Returns a range that includes the maximum, but not 0. */
    public static DecimalRange aboveZero(final int maximum) {
        return new DecimalRange(0, false, maximum);
    }

    @Override
    public ValidationResult validate(final String subject, final String input, final ValidationContext context) {
        return new ValidationResult.Builder()
                .subject(subject)
                .input(input)
                .valid(contains(input))
                .explanation("Expected a number %s %.0f and at most %.0f"
                        .formatted(minimumIncluded ? "of at least" : "greater than", minimum, maximum))
                .build();
    }

    private boolean contains(final String input) {
        final double number;
        try {
            number = Double.parseDouble(input);
        } catch (final NumberFormatException e) {
            return false;
        }

        return (minimumIncluded ? number >= minimum : number > minimum) && number <= maximum;
    }
}
