/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.poll;

import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.service.api.Batch;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.logging.ComponentLog;

import java.util.List;
import java.util.Map;

/**
 * Limits warnings of unknown statuses to one for each job and status.
 */
public final class UnknownStatus {

    private UnknownStatus() {}

    /**
     * Warns if the status is unknown and no warning of it was logged for this job.
     *
     * @param before FlowFile with the statuses warned of so far in its attributes
     * @return the attributes to set after a warning; empty without a warning
     */
    public static Map<String, String> warn(final FlowFile before, final Batch job, final ComponentLog logger) {
        final String status = job.status().value().replace(',', ' ');
        final String warned = before.getAttribute(VoyageAttributes.UNKNOWN_STATUS);
        if (job.status().isKnown()
                || warned != null && List.of(warned.split(",", -1)).contains(status)) {
            return Map.of();
        }

        logger.warn(
                "Batch job {} has the status [{}], which is unknown to this version of NiFi Voyage and is treated as running",
                job.id(),
                job.status());
        return Map.of(VoyageAttributes.UNKNOWN_STATUS, warned == null ? status : warned + "," + status);
    }
}
