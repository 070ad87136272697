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
import org.apache.nifi.processor.util.StandardValidators;

import java.util.Optional;

/**
 * The property that limits how often unprocessed records are sent again.
 */
public final class MaximumSubmissionsProperty {

    public static final PropertyDescriptor MAXIMUM_SUBMISSIONS = new PropertyDescriptor.Builder()
            .name("Maximum Submissions")
            .description(
                    "Specifies the maximum number of consecutive batch jobs for the same records, if they return from DownloadBatchResults as unprocessed. "
                            + "Then the FlowFile is routed to failure. Attempts that end in retry do not count.")
            .required(true)
            .defaultValue("5")
            .addValidator(StandardValidators.POSITIVE_INTEGER_VALIDATOR)
            .build();

    private MaximumSubmissionsProperty() {}

    /**
     * Returns a message if no further job may be created for records.
     *
     * @param submissions number of jobs created for them so far
     */
    public static Optional<String> reject(final int maximum, final long submissions) {
        if (submissions < maximum) {
            return Optional.empty();
        }

        return Optional.of(
                "%d consecutive batch jobs left these records unprocessed. Check why the jobs end early. To send the records again, raise %s or remove the attribute %s"
                        .formatted(submissions, MAXIMUM_SUBMISSIONS.getName(), VoyageAttributes.SUBMISSION_COUNT));
    }
}
