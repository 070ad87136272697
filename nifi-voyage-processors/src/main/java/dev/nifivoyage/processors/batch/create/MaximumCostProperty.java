/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.create;

import dev.nifivoyage.processors.model.ModelPrice;
import dev.nifivoyage.processors.property.PriceProperty;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.ValidationContext;
import org.apache.nifi.components.ValidationResult;
import org.apache.nifi.context.PropertyContext;
import org.apache.nifi.expression.ExpressionLanguageScope;
import org.apache.nifi.flowfile.FlowFile;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * The property that keeps a FlowFile from costing more than it may.
 */
public final class MaximumCostProperty {

    public static final PropertyDescriptor MAXIMUM_COST = new PropertyDescriptor.Builder()
            .name("Maximum Cost")
            .description(
                    "Most US dollars that all jobs of a FlowFile may cost together. When the estimate is higher, the FlowFile goes to 'over budget' and nothing is uploaded. "
                            + "The estimate takes a token for three bytes of text, "
                            + "which is more than English has and may be less than code or rare scripts have; three times the estimate is never exceeded.")
            .required(false)
            .expressionLanguageSupported(ExpressionLanguageScope.FLOWFILE_ATTRIBUTES)
            .addValidator(MaximumCostProperty::validateAmount)
            .build();

    private MaximumCostProperty() {}

    /**
     * The amount for a FlowFile; empty when the property is not set.
     *
     * @throws IllegalArgumentException when its expression gives no amount
     */
    public static Optional<BigDecimal> maximum(final PropertyContext context, final FlowFile flowFile) {
        if (!context.getProperty(MAXIMUM_COST).isSet()) {
            return Optional.empty();
        }

        final String amount = context.getProperty(MAXIMUM_COST)
                .evaluateAttributeExpressions(flowFile)
                .getValue();
        if (!isAmount(amount)) {
            throw new IllegalArgumentException(
                    "%s gives '%s' for the FlowFile, which is not an amount of US dollars such as 2.50"
                            .formatted(MAXIMUM_COST.getName(), amount == null ? "" : amount));
        }

        return Optional.of(new BigDecimal(amount));
    }

    /**
     * A cost can be held against the maximum only where the price is known.
     */
    public static List<ValidationResult> validate(final ValidationContext context, final String model) {
        if (!context.getProperty(MAXIMUM_COST).isSet()
                || context.getProperty(PriceProperty.PRICE).isSet()
                || ModelPrice.ofName(model).isPresent()) {
            return List.of();
        }

        return List.of(new ValidationResult.Builder()
                .subject(PriceProperty.PRICE.getName())
                .valid(false)
                .explanation("the price of '%s' is not known to this version, and %s cannot be kept without it"
                        .formatted(model, MAXIMUM_COST.getName()))
                .build());
    }

    private static ValidationResult validateAmount(
            final String subject, final String input, final ValidationContext context) {
        final boolean isExpression =
                context.isExpressionLanguageSupported(subject) && context.isExpressionLanguagePresent(input);
        return new ValidationResult.Builder()
                .subject(subject)
                .input(input)
                .valid(isExpression || isAmount(input))
                .explanation("it is not an amount of US dollars such as 2.50")
                .build();
    }

    private static boolean isAmount(final String text) {
        return text != null && PriceProperty.DECIMAL.matcher(text).matches();
    }
}
