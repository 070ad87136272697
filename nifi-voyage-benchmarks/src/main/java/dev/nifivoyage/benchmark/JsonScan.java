/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.benchmark;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads all tokens of a result file, and all numbers as floats, without using them. Prints processor
 * seconds, after a warm-up.
 */
final class JsonScan {
    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .build();

    /** The same number as in the warm-up of NiFi. */
    private static final long WARM_UP_NUMBERS = DataPathPart.WARM_UP_RECORDS * 1024L;

    private JsonScan() {}

    public static void main(final String[] arguments) throws IOException {
        final Path file = Path.of(arguments[0]);
        final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        scan(file, WARM_UP_NUMBERS);
        final long start = threads.getCurrentThreadCpuTime();
        final float sum = scan(file, Long.MAX_VALUE);
        final double seconds = (threads.getCurrentThreadCpuTime() - start) / 1e9;
        if (Float.isNaN(sum)) {
            throw new IOException("The file contains an invalid number");
        }
        System.out.println(seconds);
    }

    private static float scan(final Path file, final long limit) throws IOException {
        float sum = 0;
        long numbers = 0;
        try (InputStream input = Files.newInputStream(file);
                JsonParser parser = JSON.createParser(input)) {
            JsonToken token;
            while (numbers < limit && (token = parser.nextToken()) != null) {
                if (token == JsonToken.VALUE_NUMBER_FLOAT) {
                    sum += parser.getFloatValue();
                    numbers++;
                }
            }
        }

        return sum;
    }
}
