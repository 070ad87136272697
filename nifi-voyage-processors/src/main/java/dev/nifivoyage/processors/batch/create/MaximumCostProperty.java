/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.create;

import dev.nifivoyage.processors.model.ModelPrice;
import dev.nifivoyage.processors.property.CostLimit;
import dev.nifivoyage.processors.property.PriceProperty;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.PropertyValue;
import org.apache.nifi.components.ValidationContext;
import org.apache.nifi.components.ValidationResult;
import org.apache.nifi.context.PropertyContext;
import org.apache.nifi.expression.ExpressionLanguageScope;
import org.apache.nifi.flowfile.FlowFile;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The property that limits the cost of a FlowFile.
 */
public final class MaximumCostProperty {

    public static final PropertyDescriptor MAXIMUM_COST = new PropertyDescriptor.Builder()
            .name("Maximum Cost")
            .description("Specifies the maximum total cost, in US dollars, of all batch jobs created for one FlowFile. "
                    + "A FlowFile with a higher estimate is routed to over budget, and nothing is uploaded. "
                    + "The estimate counts one token for every three bytes of text, which is more than English text has and may be less than code or rare scripts have. "
                    + "The actual cost never exceeds three times the estimate. "
                    + "With 0, every FlowFile is routed to over budget with its estimate: a dry run.")
            .required(false)
            .expressionLanguageSupported(ExpressionLanguageScope.FLOWFILE_ATTRIBUTES)
            .addValidator(CostLimit::validate)
            .build();

    private MaximumCostProperty() {}

    /**
     * Returns the value for a FlowFile as text, or empty if the property is not set. It may not be an amount.
     */
    static Optional<String> evaluate(final PropertyContext context, final FlowFile flowFile) {
        return evaluate(context, value -> value.evaluateAttributeExpressions(flowFile));
    }

    /**
     * Returns the budget for the attributes of a verification.
     *
     * @param model billed model
     * @throws IllegalArgumentException if the maximum is not an amount
     */
    public static Budget budget(
            final PropertyContext context, final UnaryOperator<PropertyValue> evaluation, final String model) {
        return new Budget(
                model,
                Optional.ofNullable(PriceProperty.price(context)),
                evaluate(context, evaluation).map(MaximumCostProperty::parse));
    }

    private static Optional<String> evaluate(
            final PropertyContext context, final UnaryOperator<PropertyValue> evaluation) {
        return CostLimit.evaluate(context, MAXIMUM_COST, evaluation);
    }

    /**
     * Returns a value as an amount.
     *
     * @throws IllegalArgumentException if it is not an amount
     */
    static BigDecimal parse(final String value) {
        return CostLimit.parse(MAXIMUM_COST, value);
    }

    /**
     * Validates that the price is known if there is a maximum.
     */
    public static List<ValidationResult> validate(final ValidationContext context, final String model) {
        if (evaluate(context, value -> value.evaluateAttributeExpressions(Map.of()))
                        .isEmpty()
                || context.getProperty(PriceProperty.PRICE).isSet()
                || ModelPrice.ofName(model).isPresent()) {
            return List.of();
        }

        return List.of(new ValidationResult.Builder()
                .subject(PriceProperty.PRICE.getName())
                .valid(false)
                .explanation("The price of [%s] is unknown in this version, and %s cannot be enforced without it"
                        .formatted(model, MAXIMUM_COST.getName()))
                .build());
    }
}
