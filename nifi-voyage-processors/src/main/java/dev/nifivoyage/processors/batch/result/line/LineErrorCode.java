/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result.line;

import dev.nifivoyage.processors.attribute.ErrorCode;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * The codes of failed requests, and which of them may succeed if they are sent again.
 */
public final class LineErrorCode {
    /**
     * Codes of requests that did not run before the job ended; they are not billed. Source: Voyage's Batch Inference
     * guide, and its sample of a cancelled job.
     */
    private static final Set<String> NEVER_RAN =
            Set.of(ErrorCode.BATCH_EXPIRED.code(), ErrorCode.BATCH_CANCELLED.code());

    /** Source of the statuses: Voyage's page on error codes. */
    private static final Pattern TEMPORARY = Pattern.compile("http_(?:429|5\\d\\d)");

    private LineErrorCode() {}

    static String ofStatus(final int status) {
        return "http_" + status;
    }

    /**
     * Returns whether Voyage failed to process the request for a temporary reason: HTTP 429 or 5xx.
     */
    public static boolean isTemporary(final String code) {
        return TEMPORARY.matcher(code).matches();
    }

    /**
     * Returns whether the request did not run, or failed for a temporary reason.
     */
    public static boolean isUnprocessed(final String code) {
        return NEVER_RAN.contains(code) || isTemporary(code);
    }
}
