/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.defects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nifivoyage.local.VoyageLocalServer;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.batch.LocalHttp;
import dev.nifivoyage.processors.batch.Records;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A view of the job of a FlowFile at Voyage, and of the output of a processor.
 */
final class JobView {
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();

    private JobView() {}

    /**
     * Returns the job as reported by Voyage.
     */
    static JsonNode of(final VoyageLocalServer voyage, final MockFlowFile flowFile)
            throws IOException, InterruptedException {
        return LocalHttp.get(voyage, "/batches/" + flowFile.getAttribute(VoyageAttributes.BATCH_ID));
    }

    /**
     * Returns the lines of a file of the FlowFile.
     *
     * @param attribute attribute with the ID of the file
     */
    static List<JsonNode> lines(final VoyageLocalServer voyage, final MockFlowFile flowFile, final String attribute)
            throws IOException, InterruptedException {
        final List<JsonNode> lines = new ArrayList<>();
        try (HttpClient client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build()) {
            final HttpRequest request = HttpRequest.newBuilder(URI.create(
                            "%s/files/%s/content".formatted(voyage.baseUri(), flowFile.getAttribute(attribute))))
                    .header("Authorization", "Bearer pa-a-key-for-tests")
                    .build();
            final HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body();
                    MappingIterator<JsonNode> values =
                            JSON.readerFor(JsonNode.class).readValues(body)) {
                assertEquals(200, response.statusCode());
                values.forEachRemaining(lines::add);
            }
        }

        return lines;
    }

    static List<String> customIds(final List<JsonNode> lines) {
        return lines.stream().map(line -> line.path("custom_id").asText()).toList();
    }

    /**
     * Polls Voyage until the job meets a condition.
     */
    static void await(final VoyageLocalServer voyage, final MockFlowFile flowFile, final Predicate<JsonNode> condition)
            throws IOException, InterruptedException {
        final long end = System.nanoTime() + DEADLINE.toNanos();
        while (!condition.test(of(voyage, flowFile))) {
            assertTrue(System.nanoTime() < end, "the job stays as it is");
        }
    }

    static List<JsonNode> records(final TestRunner runner, final String relationship) throws IOException {
        return Records.read(runner.getFlowFilesForRelationship(relationship));
    }

    /**
     * Returns the only FlowFile of a relationship, and removes it from the runner.
     */
    static MockFlowFile only(final TestRunner runner, final String relationship) {
        runner.assertTransferCount(relationship, 1);
        final MockFlowFile flowFile =
                runner.getFlowFilesForRelationship(relationship).getFirst();
        runner.clearTransferState();
        return flowFile;
    }
}
