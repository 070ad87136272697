/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.attribute;

import org.apache.nifi.flowfile.FlowFile;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/**
 * Reads times and numbers from attributes. A value that cannot be parsed is treated as missing, so that a FlowFile
 * never waits forever because of a damaged attribute.
 */
public final class AttributeValues {

    private AttributeValues() {}

    /**
     * Reads a time in RFC 3339; returns null if there is none.
     */
    public static Instant read(final FlowFile flowFile, final String name) {
        final String value = flowFile.getAttribute(name);
        if (value == null || value.isBlank()) {
            return null;
        }

        try {
            return Instant.parse(value);
        } catch (final DateTimeParseException e) {
            return null;
        }
    }

    /**
     * Reads a number of milliseconds; returns null if there is none.
     */
    public static Duration readMillis(final FlowFile flowFile, final String name) {
        final Long millis = readLong(flowFile, name);
        return millis == null ? null : Duration.ofMillis(millis);
    }

    /**
     * Reads a number that is not negative; returns null if there is none.
     */
    public static Long readLong(final FlowFile flowFile, final String name) {
        return readLong(flowFile.getAttribute(name));
    }

    /**
     * Reads a number that is not negative; returns null if there is none.
     *
     * @param value of an attribute, or null
     */
    public static Long readLong(final String value) {
        return value == null || !value.matches("\\d{1,18}") ? null : Long.valueOf(value);
    }

    /**
     * Returns whether the FlowFile is one of several fragments that a later merge expects.
     */
    public static boolean isFragment(final FlowFile flowFile) {
        final Long count = readLong(flowFile, VoyageAttributes.FRAGMENT_COUNT);
        return count != null && count > 1;
    }
}
