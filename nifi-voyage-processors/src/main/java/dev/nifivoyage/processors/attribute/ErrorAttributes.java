/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.attribute;

import dev.nifivoyage.service.api.UnusableResponseException;
import dev.nifivoyage.service.api.VoyageException;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.processor.ProcessSession;

import java.util.Map;
import java.util.Set;

/**
 * The error of a FlowFile, in the attributes {@code error.code} and {@code error.message}.
 */
public final class ErrorAttributes {
    /**
     * Names of the attributes that are removed after success: code, message, and the times since when something was
     * missing.
     */
    public static final Set<String> NAMES = Set.of(
            VoyageAttributes.ERROR_CODE,
            VoyageAttributes.ERROR_MESSAGE,
            VoyageAttributes.NOT_FOUND_SINCE,
            VoyageAttributes.RESULTS_INCOMPLETE_SINCE);

    private static final String TOO_MANY_REQUESTS = "429";
    /** NiFi keeps attributes on the heap. */
    private static final int LONGEST_MESSAGE = 1_900;

    private ErrorAttributes() {}

    public static Map<String, String> of(final String code, final String message) {
        return Map.of(
                VoyageAttributes.ERROR_CODE,
                code,
                VoyageAttributes.ERROR_MESSAGE,
                AttributeValues.beginning(String.valueOf(message), LONGEST_MESSAGE));
    }

    public static Map<String, String> of(final ErrorCode code, final String message) {
        return of(code.code(), message);
    }

    public static Map<String, String> of(final VoyageException rejection) {
        return of(code(rejection), rejection.getMessage());
    }

    /**
     * Removes the error of an earlier attempt.
     */
    public static FlowFile clear(final ProcessSession session, final FlowFile flowFile) {
        return session.removeAllAttributes(flowFile, NAMES);
    }

    /**
     * Replaces the error of an earlier attempt, and the times since when something was missing.
     */
    public static FlowFile replace(
            final ProcessSession session, final FlowFile flowFile, final String code, final String message) {
        return session.putAllAttributes(clear(session, flowFile), of(code, message));
    }

    /**
     * The HTTP status, {@code unusable_response}, or {@code no_response}. A call that was held back because of an HTTP
     * 429 has the code of that response.
     */
    public static String code(final VoyageException rejection) {
        if (rejection.isRateLimited()) {
            return TOO_MANY_REQUESTS;
        }
        if (rejection instanceof UnusableResponseException) {
            return ErrorCode.UNUSABLE_RESPONSE.code();
        }

        return rejection.statusCode().isPresent()
                ? Integer.toString(rejection.statusCode().getAsInt())
                : ErrorCode.NO_RESPONSE.code();
    }
}
