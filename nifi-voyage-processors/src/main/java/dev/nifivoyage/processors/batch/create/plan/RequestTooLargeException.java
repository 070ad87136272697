/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.create.plan;

import java.io.IOException;

/**
 * Reports a single request that exceeds a limit of a job.
 */
public class RequestTooLargeException extends IOException {
    private static final long serialVersionUID = 1L;

    RequestTooLargeException(
            final long record, final long bytes, final long tokens, final long texts, final JobLimits limits) {
        super(
                ("The text of record %d requires a request of %d bytes, about %d tokens, and %d texts, but a batch job may hold only %d bytes, %d tokens, and %d texts. "
                                + "Raise the limits, or split the text")
                        .formatted(record + 1, bytes, tokens, texts, limits.bytes(), limits.tokens(), limits.texts()));
    }
}
