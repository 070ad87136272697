/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nifivoyage.local.VectorSource;
import dev.nifivoyage.local.VoyageLocalOptions;
import dev.nifivoyage.local.VoyageLocalServer;
import dev.nifivoyage.local.fault.Fault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * DownloadBatchResults with results in decimal numbers, as in jobs of this project, and with the same vectors in
 * Base64, as in jobs of other tools. Each runs in a new NiFi with the same heap.
 */
final class Base64Part implements BenchmarkPart {
    private static final int RECORDS = 20_000;
    private static final int BYTES = 300;
    private static final String HEAP = "256m";

    @Override
    public String name() {
        return "base64";
    }

    @Override
    public boolean isInShortMode() {
        return false;
    }

    @Override
    public PartReport run(final BenchmarkSettings settings) throws IOException {
        final GeneratedRecords records = new GeneratedRecords(RECORDS, BYTES);
        try (VoyageLocalServer voyage =
                        VoyageLocalServer.start(new VoyageLocalOptions().vectors(VectorSource.SYNTHETIC));
                ServerJobs jobs = new ServerJobs(voyage.baseUri())) {
            final double decimal = download(settings, voyage, records, "");
            final JsonNode decimalJob = jobs.newest();
            final JsonNode base64Job = jobs.againAsBase64(decimalJob);
            // the flow creates another job, which must not take any time
            voyage.faults().set(Fault.stuck("validating"));
            final double base64 =
                    download(settings, voyage, records, base64Job.path("id").asText());
            return new PartReport(
                            "DownloadBatchResults of %,d records, %d floats each, NiFi with -Xmx%s"
                                    .formatted(RECORDS, ShippedFlow.DIMENSION, HEAP),
                            "Results",
                            "Result file, MB",
                            "Seconds",
                            "Ratio")
                    .record(
                            "decimal numbers",
                            figure("%.0f", jobs.resultBytes(decimalJob) / 1e6),
                            figure("%.2f", decimal),
                            "1")
                    .record(
                            "base64",
                            figure("%.0f", jobs.resultBytes(base64Job) / 1e6),
                            figure("%.2f", base64),
                            figure("%.2f", base64 / decimal))
                    .note(
                            "download, parse, join, write as JSON numbers; each record has its own vector, verified number by number")
                    .note("one run each, in a newly started NiFi")
                    .note(
                            "jobs of this project request decimal numbers: Voyage documents Base64 for real-time requests, not for jobs");
        }
    }

    private static double download(
            final BenchmarkSettings settings,
            final VoyageLocalServer voyage,
            final GeneratedRecords records,
            final String jobId)
            throws IOException {
        final Path directory = Files.createTempDirectory(settings.directory(), "run-");
        final Path input = directory.resolve("records.json");
        records.write(input);
        try (ShippedFlow flow = ShippedFlow.prepare(settings, directory, HEAP, voyage)) {
            if (!jobId.isEmpty()) {
                flow.configure("PollBatchStatus", "Batch ID", jobId);
            }
            flow.start();
            new VectorCheck(records, ShippedFlow.MODEL, ShippedFlow.DIMENSION).check(flow.embed(input));
            return flow.seconds("DownloadBatchResults");
        }
    }

    private static String figure(final String format, final double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
