/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.property;

import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.PropertyValue;
import org.apache.nifi.components.ValidationContext;
import org.apache.nifi.components.ValidationResult;
import org.apache.nifi.context.PropertyContext;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Reads a property that limits the cost of a FlowFile, in US dollars.
 */
public final class CostLimit {

    private CostLimit() {}

    /**
     * Returns the value for a FlowFile as text, or empty if the property is not set. It may not be an amount.
     *
     * @param evaluation evaluates the Expression Language with a FlowFile or with attributes
     */
    public static Optional<String> evaluate(
            final PropertyContext context,
            final PropertyDescriptor property,
            final UnaryOperator<PropertyValue> evaluation) {
        final PropertyValue maximum = context.getProperty(property);
        final PropertyValue amount = evaluation.apply(maximum);
        return isLimit(maximum, amount)
                ? Optional.of(amount.getValue() == null ? "" : amount.getValue())
                : Optional.empty();
    }

    /**
     * Returns a value as an amount.
     *
     * @throws IllegalArgumentException if it is not an amount
     */
    public static BigDecimal parse(final PropertyDescriptor property, final String value) {
        if (!isAmount(value)) {
            throw new IllegalArgumentException(
                    "%s is [%s] for the FlowFile. Expected an amount in US dollars, for example 2.50"
                            .formatted(property.getName(), value));
        }

        return new BigDecimal(value);
    }

    /**
     * Validates that a value is an amount, or an expression.
     */
    public static ValidationResult validate(final String subject, final String input, final ValidationContext context) {
        final boolean isExpression =
                context.isExpressionLanguageSupported(subject) && context.isExpressionLanguagePresent(input);
        return new ValidationResult.Builder()
                .subject(subject)
                .input(input)
                .valid(isExpression || input.isBlank() || isAmount(input))
                .explanation("Expected an amount in US dollars, for example 2.50")
                .build();
    }

    // an empty parameter sets no maximum, but an expression must have a value
    private static boolean isLimit(final PropertyValue maximum, final PropertyValue amount) {
        return maximum.isSet()
                && (maximum.isExpressionLanguagePresent() || !amount.getValue().isBlank());
    }

    private static boolean isAmount(final String text) {
        return text != null && PriceProperty.DECIMAL.matcher(text).matches();
    }
}
