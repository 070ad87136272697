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
import org.apache.nifi.logging.LogLevel;

import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * The time for which something that Voyage should have is requested again before its absence is final. Counts from the
 * first time the FlowFile met the absence, which is kept in an attribute.
 *
 * @param attribute attribute with that time, RFC 3339
 * @param length length of the period; with zero, the first absence is final
 */
public record GracePeriod(String attribute, Duration length) {
    /** For a job: a server with several machines may return 404 for a new one. */
    public static final GracePeriod JOB_NOT_FOUND = notFound(Duration.ofMinutes(5));

    /**
     * Returns the period for a job or one of its files.
     */
    public static GracePeriod notFound(final Duration length) {
        return new GracePeriod(VoyageAttributes.NOT_FOUND_SINCE, length);
    }

    /**
     * Returns the period for results that the job counts but its files do not contain.
     */
    public static GracePeriod incompleteResults(final Duration length) {
        return new GracePeriod(VoyageAttributes.RESULTS_INCOMPLETE_SINCE, length);
    }

    /**
     * Returns whether a job or file does not exist.
     */
    public static boolean isNotFound(final VoyageException response) {
        return response.statusCode().orElse(0) == HttpURLConnection.HTTP_NOT_FOUND;
    }

    /**
     * Returns the level at which an absence is logged: only the first of a FlowFile is worth a warning.
     */
    public LogLevel logLevel(final FlowFile flowFile) {
        return flowFile.getAttribute(attribute) == null ? LogLevel.WARN : LogLevel.DEBUG;
    }

    /**
     * Returns whether the absence is final.
     */
    public boolean isOver(final FlowFile flowFile, final Instant now) {
        return !begin(flowFile, now).plus(length).isAfter(now);
    }

    /**
     * Returns the attribute for a FlowFile that is tried again.
     */
    public Map<String, String> attributes(final FlowFile flowFile, final Instant now) {
        return Map.of(attribute, begin(flowFile, now).toString());
    }

    // a future time comes from a clock that was set back
    private Instant begin(final FlowFile flowFile, final Instant now) {
        final Instant since = AttributeValues.read(flowFile, attribute);
        return since == null || since.isAfter(now) ? now : since;
    }
}
