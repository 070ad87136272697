/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.property;

import dev.nifivoyage.processors.model.ModelRetirement;
import dev.nifivoyage.processors.model.ModelValidation;
import dev.nifivoyage.service.api.embedding.EmbeddingDataType;
import dev.nifivoyage.service.api.embedding.EmbeddingInputType;
import dev.nifivoyage.service.api.embedding.EmbeddingParameters;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.ValidationResult;
import org.apache.nifi.context.PropertyContext;
import org.apache.nifi.processor.util.StandardValidators;

import java.util.List;
import java.util.stream.Stream;

/**
 * The properties that determine, together with the text, the vector.
 */
public final class EmbeddingProperties {

    public static final PropertyDescriptor EMBEDDINGS_MODEL = new PropertyDescriptor.Builder()
            .name("Embeddings Model")
            .description(
                    "Specifies the model. Vectors of voyage-4-large, voyage-4, and voyage-4-lite can be compared with each other. "
                            + ModelRetirement.description())
            .required(true)
            .defaultValue("voyage-4")
            .addValidator(StandardValidators.NON_BLANK_VALIDATOR)
            .build();

    public static final PropertyDescriptor INPUT_TYPE = new PropertyDescriptor.Builder()
            .name("Input Type")
            .description("Specifies the purpose of the texts")
            .required(true)
            .allowableValues(EmbeddingInputType.class)
            .defaultValue(EmbeddingInputType.DOCUMENT)
            .build();

    public static final PropertyDescriptor DIMENSIONS = new PropertyDescriptor.Builder()
            .name("Dimensions")
            .description(
                    "Number of dimensions: 256, 512, 1024, or 2048 for most models. If not set, the default of the model is used.")
            .required(false)
            .addValidator(StandardValidators.POSITIVE_INTEGER_VALIDATOR)
            .build();

    public static final PropertyDescriptor DATA_TYPE = new PropertyDescriptor.Builder()
            .name("Data Type")
            .description("Specifies the data type of the numbers in a vector")
            .required(true)
            .allowableValues(EmbeddingDataType.class)
            .defaultValue(EmbeddingDataType.FLOAT)
            .build();

    public static final PropertyDescriptor TRUNCATION = new PropertyDescriptor.Builder()
            .name("Truncation")
            .description(
                    "Specifies whether texts over the context length of the model are truncated. Otherwise Voyage rejects them, and their records are routed to rejected.")
            .required(true)
            .allowableValues("true", "false")
            .defaultValue("true")
            .build();

    public static final PropertyDescriptor NAMESPACE = new PropertyDescriptor.Builder()
            .name("Namespace")
            .description(
                    "Specifies a namespace, which is part of the key of each request. Vectors in different namespaces are never shared.")
            .required(false)
            .addValidator(StandardValidators.NON_BLANK_VALIDATOR)
            .build();

    private EmbeddingProperties() {}

    public static EmbeddingParameters parameters(final PropertyContext context) {
        return parameters(context, EMBEDDINGS_MODEL, TRUNCATION);
    }

    /**
     * Returns the parameters of a processor with its own properties for model and truncation.
     */
    public static EmbeddingParameters parameters(
            final PropertyContext context, final PropertyDescriptor model, final PropertyDescriptor truncation) {
        return new EmbeddingParameters(
                context.getProperty(NAMESPACE).getValue(),
                context.getProperty(model).getValue(),
                context.getProperty(INPUT_TYPE).asAllowableValue(EmbeddingInputType.class),
                context.getProperty(DIMENSIONS).asInteger(),
                context.getProperty(DATA_TYPE).asAllowableValue(EmbeddingDataType.class),
                context.getProperty(truncation).asBoolean());
    }

    /**
     * Returns an error for each setting that the model does not support, and for a model that is not one of texts.
     */
    public static List<ValidationResult> validate(final PropertyContext context) {
        return Stream.concat(
                        ModelValidation.requireTexts(
                                EMBEDDINGS_MODEL.getName(),
                                context.getProperty(EMBEDDINGS_MODEL).getValue())
                                .stream(),
                        validateAnyModel(context).stream())
                .toList();
    }

    /**
     * Returns an error for each setting that the model does not support, whatever it embeds.
     */
    public static List<ValidationResult> validateAnyModel(final PropertyContext context) {
        return ModelValidation.validate(
                context.getProperty(EMBEDDINGS_MODEL).getValue(),
                context.getProperty(DIMENSIONS).asInteger(),
                context.getProperty(DATA_TYPE).asAllowableValue(EmbeddingDataType.class));
    }
}
