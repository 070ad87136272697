/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.create;

import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.ValidationContext;
import org.apache.nifi.expression.AttributeExpression;
import org.apache.nifi.expression.ExpressionLanguageScope;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.util.StandardValidators;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The dynamic properties that are added to the metadata of the job.
 */
public final class JobMetadataProperty {

    private JobMetadataProperty() {}

    public static PropertyDescriptor named(final String key) {
        return new PropertyDescriptor.Builder()
                .name(key)
                .description("Metadata of the batch job")
                .dynamic(true)
                .required(false)
                .expressionLanguageSupported(ExpressionLanguageScope.FLOWFILE_ATTRIBUTES)
                .addValidator(StandardValidators.createAttributeExpressionLanguageValidator(
                        AttributeExpression.ResultType.STRING, true))
                .build();
    }

    /**
     * Returns the keys that are set.
     */
    public static List<String> keys(final ValidationContext context) {
        return context.getProperties().keySet().stream()
                .filter(PropertyDescriptor::isDynamic)
                .map(PropertyDescriptor::getName)
                .toList();
    }

    /**
     * Returns the metadata for the job of a FlowFile.
     */
    public static Map<String, String> pairs(final ProcessContext context, final FlowFile flowFile) {
        final Map<String, String> pairs = new HashMap<>();
        for (final PropertyDescriptor descriptor : context.getProperties().keySet()) {
            if (descriptor.isDynamic()) {
                pairs.put(
                        descriptor.getName(),
                        context.getProperty(descriptor)
                                .evaluateAttributeExpressions(flowFile)
                                .getValue());
            }
        }

        return pairs;
    }
}
