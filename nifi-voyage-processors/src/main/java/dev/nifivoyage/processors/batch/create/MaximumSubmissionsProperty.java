/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.create;

import dev.nifivoyage.processors.attribute.VoyageAttributes;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.context.PropertyContext;
import org.apache.nifi.processor.util.StandardValidators;

import java.util.Optional;

/**
 * The property that bounds the loop in which unprocessed records are sent again.
 */
public final class MaximumSubmissionsProperty {

    public static final PropertyDescriptor MAXIMUM_SUBMISSIONS = new PropertyDescriptor.Builder()
            .name("Maximum Submissions")
            .description(
                    "How many jobs are made for the same records one after the other, when they come back from DownloadBatchResults as unprocessed. Then the FlowFile goes to failure. "
                            + "Tries that end in retry do not count.")
            .required(true)
            .defaultValue("5")
            .addValidator(StandardValidators.POSITIVE_INTEGER_VALIDATOR)
            .build();

    private MaximumSubmissionsProperty() {}

    /**
     * Why no further job is to be made for records, or empty when one may be.
     *
     * @param submissions jobs that were made for them before
     */
    public static Optional<String> reject(final PropertyContext context, final long submissions) {
        if (submissions < context.getProperty(MAXIMUM_SUBMISSIONS).asInteger()) {
            return Optional.empty();
        }

        return Optional.of(
                "%d jobs were made for these records one after the other, and each left them unprocessed: see why the jobs end early. To send them again, raise %s or remove the attribute %s"
                        .formatted(submissions, MAXIMUM_SUBMISSIONS.getName(), VoyageAttributes.SUBMISSION_COUNT));
    }
}
