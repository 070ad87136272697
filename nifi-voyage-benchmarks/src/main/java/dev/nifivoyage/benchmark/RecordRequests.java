/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.benchmark;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import org.apache.nifi.json.JsonTreeReader;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.serialization.RecordReader;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.util.NoOpProcessor;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads records with NiFi's JsonTreeReader as the shipped flow does (it infers the schema, for which it reads
 * everything twice), and writes the requests of their texts with Jackson, with a number as id. Prints the median of
 * the processor seconds of several runs, after a warm-up.
 */
final class RecordRequests {
    private static final JsonFactory JSON = new JsonFactory();

    private RecordRequests() {}

    public static void main(final String[] arguments) throws Exception {
        final TestRunner runner = TestRunners.newTestRunner(NoOpProcessor.class);
        final JsonTreeReader readers = new JsonTreeReader();
        runner.addControllerService("reader", readers);
        runner.enableControllerService(readers);
        final Path requests = Path.of(arguments[2]);
        write(readers, runner.getLogger(), Path.of(arguments[0]), requests);
        final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        final List<Double> seconds = new ArrayList<>();
        for (int run = 0; run < DataPathPart.RUNS; run++) {
            final long start = threads.getCurrentThreadCpuTime();
            write(readers, runner.getLogger(), Path.of(arguments[1]), requests);
            seconds.add((threads.getCurrentThreadCpuTime() - start) / 1e9);
        }
        System.out.println(Spread.of(seconds).median());
    }

    private static void write(
            final JsonTreeReader readers, final ComponentLog logger, final Path records, final Path requests)
            throws Exception {
        try (InputStream input = new RereadableFile(records);
                RecordReader reader = readers.createRecordReader(Map.of(), input, Files.size(records), logger);
                OutputStream output = new BufferedOutputStream(Files.newOutputStream(requests));
                JsonGenerator generator = JSON.createGenerator(output)) {
            // ids of the same length as ours
            long id = 1_000_000_000_000_000_000L;
            Record record;
            while ((record = reader.nextRecord()) != null) {
                write(generator, record.getAsString("text"), "request-" + id++ + "-0123456789abcdef");
            }
        }
    }

    private static void write(final JsonGenerator generator, final String text, final String id) throws IOException {
        generator.writeStartObject();
        generator.writeStringField("custom_id", id);
        generator.writeObjectFieldStart("body");
        generator.writeArrayFieldStart("input");
        generator.writeString(text);
        generator.writeEndArray();
        generator.writeEndObject();
        generator.writeEndObject();
        generator.writeRaw('\n');
    }
}
