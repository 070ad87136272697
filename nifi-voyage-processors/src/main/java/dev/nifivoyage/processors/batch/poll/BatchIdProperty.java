/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.poll;

import dev.nifivoyage.processors.attribute.AttributeValues;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.PropertyValue;
import org.apache.nifi.context.PropertyContext;
import org.apache.nifi.expression.ExpressionLanguageScope;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.util.StandardValidators;

import java.util.Map;
import java.util.Objects;

/**
 * The property with the ID of the job of a FlowFile.
 */
public final class BatchIdProperty {

    public static final PropertyDescriptor BATCH_ID = new PropertyDescriptor.Builder()
            .name("Batch ID")
            .description("Specifies the ID of the batch job")
            .required(true)
            .defaultValue("${%s}".formatted(VoyageAttributes.BATCH_ID))
            .expressionLanguageSupported(ExpressionLanguageScope.FLOWFILE_ATTRIBUTES)
            .addValidator(StandardValidators.NON_EMPTY_EL_VALIDATOR)
            .build();

    private BatchIdProperty() {}

    /**
     * Returns the ID without surrounding white space; empty if there is none, or if the value cannot be an ID.
     */
    public static String batchId(final ProcessContext context, final FlowFile flowFile) {
        return text(context.getProperty(BATCH_ID).evaluateAttributeExpressions(flowFile));
    }

    /**
     * Returns the ID for the attributes of a verification; may be empty.
     */
    public static String batchId(final PropertyContext context, final Map<String, String> attributes) {
        return text(context.getProperty(BATCH_ID).evaluateAttributeExpressions(attributes));
    }

    private static String text(final PropertyValue batchId) {
        final String value = batchId.getValue();
        return value == null ? "" : Objects.requireNonNullElse(AttributeValues.readId(value.strip()), "");
    }
}
