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
 * Validates a decimal number, and says in words which numbers may stand there.
 */
public final class DecimalRange implements Validator {
    private final double least;
    private final boolean leastIncluded;
    private final double greatest;

    private DecimalRange(final double least, final boolean leastIncluded, final double greatest) {
        this.least = least;
        this.leastIncluded = leastIncluded;
        this.greatest = greatest;
    }

    /** Both ends included. */
    public static DecimalRange of(final int least, final int greatest) {
        return new DecimalRange(least, true, greatest);
    }

    /** The greatest included, 0 not. */
    public static DecimalRange aboveZero(final int greatest) {
        return new DecimalRange(0, false, greatest);
    }

    @Override
    public ValidationResult validate(final String subject, final String input, final ValidationContext context) {
        return new ValidationResult.Builder()
                .subject(subject)
                .input(input)
                .valid(contains(input))
                .explanation("it is not a number %s %.0f up to %.0f"
                        .formatted(leastIncluded ? "from" : "above", least, greatest))
                .build();
    }

    private boolean contains(final String input) {
        final double number;
        try {
            number = Double.parseDouble(input);
        } catch (final NumberFormatException e) {
            return false;
        }

        return (leastIncluded ? number >= least : number > least) && number <= greatest;
    }
}
