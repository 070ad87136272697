/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.job;

import dev.nifivoyage.processors.attribute.AttributeValues;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.service.api.VoyageException;
import org.apache.nifi.flowfile.FlowFile;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * How long Voyage is asked again for something that it should have and does not show, before its absence is final. It counts from when the FlowFile met the absence first,
 * a time that stays in an attribute.
 *
 * @param attribute holds that time, RFC 3339
 * @param length of the period; with zero the first absence is final
 */
public record GracePeriod(String attribute, Duration length) {
    private static final int NOT_FOUND_STATUS = 404;

    /** For a job: a server of several machines may answer 404 for one that was made a moment ago. */
    public static final GracePeriod JOB_NOT_FOUND = notFound(Duration.ofMinutes(5));

    /**
     * For a job or a file of it.
     */
    public static GracePeriod notFound(final Duration length) {
        return new GracePeriod(VoyageAttributes.NOT_FOUND_SINCE, length);
    }

    /**
     * For results that the job counts and its files do not hold.
     */
    public static GracePeriod incompleteResults(final Duration length) {
        return new GracePeriod(VoyageAttributes.RESULTS_INCOMPLETE_SINCE, length);
    }

    /**
     * Whether the response says that a job or file does not exist.
     */
    public static boolean isNotFound(final VoyageException response) {
        return response.statusCode().orElse(0) == NOT_FOUND_STATUS;
    }

    /**
     * Whether the FlowFile met the absence before.
     */
    public boolean hasBegun(final FlowFile flowFile) {
        return flowFile.getAttribute(attribute) != null;
    }

    /**
     * Whether the absence is final.
     */
    public boolean isOver(final FlowFile flowFile, final Instant now) {
        return !begin(flowFile, now).plus(length).isAfter(now);
    }

    /**
     * The attribute of a FlowFile that is to be tried again.
     */
    public Map<String, String> attributes(final FlowFile flowFile, final Instant now) {
        return Map.of(attribute, begin(flowFile, now).toString());
    }

    // a time to come is one of a clock that was set back
    private Instant begin(final FlowFile flowFile, final Instant now) {
        final Instant since = AttributeValues.read(flowFile, attribute);
        return since == null || since.isAfter(now) ? now : since;
    }
}
