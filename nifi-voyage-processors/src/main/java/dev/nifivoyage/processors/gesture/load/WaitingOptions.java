/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture.load;

import dev.nifivoyage.processors.batch.poll.MaximumWaitingTime;
import dev.nifivoyage.processors.batch.poll.PollingInterval;
import dev.nifivoyage.processors.batch.poll.PollingProperties;
import dev.nifivoyage.processors.batch.result.TemporaryDirectoryProperty;
import org.apache.nifi.context.PropertyContext;

import java.nio.file.Path;

/**
 * Settings for waiting for a batch job, and for its results.
 *
 * @param maximumWaitingTime time after its creation in which a job must end
 */
record WaitingOptions(
        PollingInterval interval,
        MaximumWaitingTime maximumWaitingTime,
        boolean deletesRemoteFiles,
        Path temporaryDirectory) {

    /**
     * Resolves the properties, which exist only in the modes that wait.
     */
    static WaitingOptions of(final PropertyContext context) {
        return new WaitingOptions(
                PollingProperties.interval(context),
                MaximumWaitingTime.of(context.getProperty(LibraryProperties.MAXIMUM_WAITING_TIME)),
                context.getProperty(LibraryProperties.DELETE_REMOTE_FILES).asBoolean(),
                TemporaryDirectoryProperty.directory(context));
    }
}
