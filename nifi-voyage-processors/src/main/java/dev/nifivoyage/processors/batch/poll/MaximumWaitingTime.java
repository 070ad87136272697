/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.poll;

import org.apache.nifi.components.PropertyValue;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The time in which a job must end.
 *
 * @param text the time as configured, for messages
 */
public record MaximumWaitingTime(Duration duration, String text) {

    public static MaximumWaitingTime of(final PropertyValue property) {
        return new MaximumWaitingTime(property.asDuration(), property.getValue());
    }

    /**
     * Returns a message if a running job has exceeded the time.
     *
     * @param since beginning of the time, usually the creation of the job
     */
    public Optional<String> exceeded(final JobProgress progress, final Instant since, final Instant now) {
        return since.plus(duration).isBefore(now)
                ? Optional.of("Batch job %s was created at %s and is still [%s] after more than %s"
                        .formatted(
                                progress.job().id(),
                                progress.createdAt(),
                                progress.job().status(),
                                text))
                : Optional.empty();
    }
}
