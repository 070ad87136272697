/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.create;

import dev.nifivoyage.processors.request.RequestExtractor;
import dev.nifivoyage.service.api.BatchEndpoint;
import org.apache.nifi.serialization.RecordReaderFactory;
import org.apache.nifi.serialization.RecordSetWriterFactory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the jobs of a FlowFile are made of; what the processors that make jobs differ in.
 *
 * @param endpoint of the jobs
 * @param model the requested model
 * @param requestParameters parameters of all requests
 * @param attributes what is needed to read the records in the same way again, as attributes
 * @param form tells what the records ask for
 * @param known requests that need not be sent
 * @param limits of each job
 * @param minimumRequests with fewer requests no job is made
 * @param reader reads the records
 * @param writer writes the records of the slices
 */
public record BatchJobSpec(
        BatchEndpoint endpoint,
        String model,
        Map<String, Object> requestParameters,
        Map<String, String> attributes,
        FormSource form,
        CachedRequests known,
        JobLimits limits,
        long minimumRequests,
        RecordReaderFactory reader,
        RecordSetWriterFactory writer) {

    /**
     * Opens what tells the requests of records.
     */
    @FunctionalInterface
    public interface FormSource {

        /**
         * A new form.
         *
         * @throws IOException when something else that the requests need cannot be read
         */
        RequestExtractor open() throws IOException;
    }

    /**
     * A fingerprint of all that decides what a job gives for a record. A job that was prepared with another one is not what the processor is configured for now.
     */
    String fingerprint() {
        final String text =
                "%s\n%s\n%s".formatted(endpoint.path(), new TreeMap<>(requestParameters), new TreeMap<>(attributes));
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (final NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
