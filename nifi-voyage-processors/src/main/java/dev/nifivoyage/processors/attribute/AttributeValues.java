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
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Reads times and numbers from attributes. A value that cannot be parsed is treated as missing, so that a FlowFile
 * never waits forever because of a damaged attribute.
 */
public final class AttributeValues {

    /** IDs of Voyage are shorter, and have letters, digits, hyphens, and underscores. */
    private static final Pattern ID = Pattern.compile("[!-~]{1,200}");

    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");
    /** Later times are not written by any processor, and calculations with them may overflow. */
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    private static final int LONGEST_SHOWN = 100;

    private AttributeValues() {}

    /**
     * Reads the ID of a job or file; returns null if there is none, or if it cannot be one.
     *
     * @param value of an attribute or property, or null
     */
    public static String readId(final String value) {
        return value != null && ID.matcher(value).matches() ? value : null;
    }

    /**
     * Returns the beginning of a value, for messages.
     */
    public static String shown(final String value) {
        return beginning(value, LONGEST_SHOWN);
    }

    static String beginning(final String value, final int longest) {
        return value.length() <= longest ? value : value.substring(0, longest) + "…";
    }

    /**
     * Returns the value of an attribute, or null if it is missing or blank.
     */
    public static String text(final Map<String, String> attributes, final String name) {
        final String value = attributes.get(name);
        return value == null || value.isBlank() ? null : value;
    }

    /**
     * Returns the number in an attribute, or null if it is missing or blank.
     *
     * @throws IllegalArgumentException if it is not a number
     */
    public static Integer number(final Map<String, String> attributes, final String name) {
        final String value = text(attributes, name);
        try {
            return value == null ? null : Integer.valueOf(value);
        } catch (final NumberFormatException e) {
            throw new IllegalArgumentException(
                    "The attribute %s has the value [%s], which is not a number".formatted(name, shown(value)));
        }
    }

    /**
     * Reads a time in RFC 3339; returns null if there is none.
     */
    public static Instant read(final FlowFile flowFile, final String name) {
        final String value = flowFile.getAttribute(name);
        if (value == null || value.isBlank()) {
            return null;
        }

        try {
            final Instant time = Instant.parse(value);
            return time.isBefore(Instant.EPOCH) || time.isAfter(LATEST) ? null : time;
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
        return value == null || !NUMBER.matcher(value).matches() ? null : Long.valueOf(value);
    }

    /**
     * Returns whether the FlowFile is one of several fragments that a later merge expects.
     */
    public static boolean isFragment(final FlowFile flowFile) {
        final Long count = readLong(flowFile, VoyageAttributes.FRAGMENT_COUNT);
        return count != null && count > 1;
    }
}
