/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result;

import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.context.PropertyContext;
import org.apache.nifi.expression.ExpressionLanguageScope;
import org.apache.nifi.processor.util.StandardValidators;

import java.nio.file.Path;

/**
 * The property that locates the results that are too large for the heap.
 */
public final class TemporaryDirectoryProperty {

    public static final PropertyDescriptor TEMPORARY_DIRECTORY = new PropertyDescriptor.Builder()
            .name("Temporary Directory")
            .description(
                    "Specifies the directory for the temporary file that holds the results of a batch job until they are joined. If not set, the temporary directory of the JVM is used.")
            .required(false)
            .expressionLanguageSupported(ExpressionLanguageScope.ENVIRONMENT)
            .addValidator(StandardValidators.createDirectoryExistsValidator(true, false))
            .build();

    private TemporaryDirectoryProperty() {}

    public static Path directory(final PropertyContext context) {
        final String directory = context.getProperty(TEMPORARY_DIRECTORY)
                .evaluateAttributeExpressions()
                .getValue();
        return Path.of(directory == null ? System.getProperty("java.io.tmpdir") : directory);
    }
}
