/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.badinput;

import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.batch.BareJobs;
import dev.nifivoyage.processors.batch.ListBatches;
import org.apache.nifi.util.TestRunner;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Jobs in the same project that somebody else has created, with metadata that looks as if NiFi Voyage had written it.
 */
final class ListedJobs {
    private static final String KIND = "Jobs of others";
    private static final String PARAMETERS = "nifi_voyage_parameters";

    private final Map<String, Map<String, String>> metadata = new LinkedHashMap<>();
    private int jobs;

    private ListedJobs() {
        metadata.put("no metadata", Map.of());
        parameters("nothing", "");
        parameters("a word", "voyage-4");
        parameters("a list", "[\"voyage-4\"]");
        parameters("JSON that is cut off", "{\"model\":\"voyage-4\",\"data.type\":");
        parameters("lists 200 deep", "[".repeat(200) + "]".repeat(200));
        parameters("objects 80 deep", "{\"a\":".repeat(80) + "1" + "}".repeat(80));
        parameters("a model and nothing else", "{\"model\":\"voyage-4\"}");
        parameters("numbers, lists, and null", "{\"model\":7,\"input.type\":[1],\"data.type\":null,\"truncation\":{}}");
        parameters(
                "values that do not exist",
                "{\"model\":\"a\",\"input.type\":\"b\",\"data.type\":\"c\",\"truncation\":\"d\",\"dimension\":\"e\"}");
        parameters(
                "a record path that is none",
                "{\"model\":\"voyage-4\",\"input.type\":\"document\",\"data.type\":\"float\",\"truncation\":\"true\",\"text.record.path\":\"/a[\"}");
        parameters(
                "a local file of documents",
                "{\"model\":\"rerank-2.5\",\"documents.file\":\"/etc/passwd\",\"query.record.path\":\"/query\"}");
        parameters("512 characters", "{\"model\":\"" + "m".repeat(500) + "\"}");
        metadata.put(
                "keys with line breaks, NUL, and braces", Map.of("a\r\nb", "1", "c\0", "2", "${filename}", "${now()}"));
        metadata.put("keys of core attributes", Map.of("uuid", "1", "filename", "../../etc/passwd", "path", "/"));
        metadata.put("a submission of nobody", Map.of("nifi_voyage_submission_id", "x", "nifi_voyage_fingerprint", ""));
        metadata.put("14 pairs of 64 and 512 characters", full());
    }

    static Stream<BadInputCase> cases() {
        final ListedJobs all = new ListedJobs();
        return all.metadata.entrySet().stream()
                .flatMap(pairs -> Stream.of(
                        new BadInputCase(
                                KIND, pairs.getKey(), "ListBatches", server -> all.list(server, pairs.getValue())),
                        new BadInputCase(
                                KIND,
                                pairs.getKey(),
                                "DownloadBatchResults",
                                server -> all.download(server, pairs.getValue()))));
    }

    private void parameters(final String name, final String value) {
        metadata.put("parameters: " + name, Map.of(PARAMETERS, value));
    }

    private static Map<String, String> full() {
        final Map<String, String> pairs = new HashMap<>();
        for (int i = 0; i < 14; i++) {
            pairs.put("%064d".formatted(i), "v".repeat(512));
        }
        return pairs;
    }

    private Outcome list(final BadInputServer server, final Map<String, String> pairs) throws Exception {
        final TestRunner runner = server.flow().withClient(new ListBatches());
        final String number = Integer.toString(jobs++);
        BareJobs.submit(runner, 1, marked(pairs, number));
        runner.setProperty("Listing Strategy", "ALL_JOBS");
        runner.setProperty("number", number);
        runner.run();
        runner.assertTransferCount("success", 1);
        return new Outcome(new byte[0], OptionalLong.empty()).add(runner);
    }

    private Outcome download(final BadInputServer server, final Map<String, String> pairs) throws Exception {
        final TestRunner runner = server.flow().download();
        final String batchId = BareJobs.submit(runner, 1, marked(pairs, Integer.toString(jobs++)))
                .getFirst();
        final byte[] content = RecordProcessor.BATCH_EMBEDDING.records().getBytes(StandardCharsets.UTF_8);
        final Outcome outcome = new Outcome(content, OptionalLong.of(3));
        server.awaitEnd(batchId);
        runner.enqueue(content, Map.of(VoyageAttributes.BATCH_ID, batchId));
        runner.run();
        return outcome.add(runner);
    }

    private static Map<String, String> marked(final Map<String, String> pairs, final String number) {
        final Map<String, String> all = new HashMap<>(pairs);
        all.put("number", number);
        return all;
    }
}
