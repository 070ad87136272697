/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.property;

import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.ValidationContext;
import org.apache.nifi.components.ValidationResult;
import org.apache.nifi.context.PropertyContext;

import java.math.BigDecimal;
import java.util.regex.Pattern;

/**
 * The price that costs are calculated from, if it differs from the list price.
 */
public final class PriceProperty {
    /** A decimal number. */
    public static final Pattern DECIMAL = Pattern.compile("\\d{1,9}(\\.\\d{1,9})?");

    public static final PropertyDescriptor PRICE = new PropertyDescriptor.Builder()
            .name("Price per Million Tokens")
            .description(
                    "Real-time price of the model in US dollars, from which costs are calculated. If not set, the list price known to this version is used.")
            .required(false)
            .addValidator(PriceProperty::validatePrice)
            .build();

    private PriceProperty() {}

    /**
     * Returns the price, or null for the list price.
     */
    public static BigDecimal price(final PropertyContext context) {
        return price(context, PRICE);
    }

    /**
     * Returns the price in a property, or null for the list price.
     */
    public static BigDecimal price(final PropertyContext context, final PropertyDescriptor property) {
        final String price = context.getProperty(property).getValue();
        return price == null || price.isBlank() ? null : new BigDecimal(price);
    }

    /**
     * Validates that a value is a price.
     */
    public static ValidationResult validatePrice(
            final String subject, final String input, final ValidationContext context) {
        return new ValidationResult.Builder()
                .subject(subject)
                .input(input)
                // the value of an optional parameter may be empty
                .valid(input.isBlank() || DECIMAL.matcher(input).matches())
                .explanation("Expected a price in US dollars, for example 0.06")
                .build();
    }
}
