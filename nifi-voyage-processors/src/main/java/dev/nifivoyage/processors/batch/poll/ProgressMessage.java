/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.poll;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.nifivoyage.service.api.Batch;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;

/**
 * The progress of a job as a JSON object: {@code batch_id}, {@code status}, {@code total}, {@code completed},
 * {@code failed}, {@code percent}, {@code requests_per_second} (number or null), {@code estimated_end} (RFC 3339 or
 * null), and {@code time} (RFC 3339).
 */
public final class ProgressMessage {
    private static final JsonFactory JSON = new JsonFactory();

    private ProgressMessage() {}

    public static void write(final JobProgress progress, final Instant now, final OutputStream output)
            throws IOException {
        final Batch job = progress.job();
        try (JsonGenerator generator = JSON.createGenerator(output, JsonEncoding.UTF8)) {
            generator.writeStartObject();
            generator.writeStringField("batch_id", job.id());
            generator.writeStringField("status", job.status().value());
            generator.writeNumberField("total", job.requestCounts().total());
            generator.writeNumberField("completed", job.requestCounts().completed());
            generator.writeNumberField("failed", job.requestCounts().failed());
            generator.writeNumberField("percent", job.requestCounts().percent());
            generator.writeFieldName("requests_per_second");
            if (progress.rate() == null) {
                generator.writeNull();
            } else {
                generator.writeNumber(progress.rate());
            }
            generator.writeStringField(
                    "estimated_end",
                    progress.estimatedEnd() == null
                            ? null
                            : progress.estimatedEnd().toString());
            generator.writeStringField("time", now.toString());
            generator.writeEndObject();
        }
    }
}
