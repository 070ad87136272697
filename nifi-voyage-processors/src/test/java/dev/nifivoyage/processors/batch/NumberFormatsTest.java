/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nifivoyage.local.VoyageLocalOptions;
import dev.nifivoyage.local.vector.NumberFormat;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Each record gets exactly the vector of its text, however the server prints its numbers. */
class NumberFormatsTest {
    private static final String MODEL = "voyage-4";
    private static final double EIGHT_DECIMALS = 1e8;

    @ParameterizedTest
    @CsvSource({"SHORT8, 256", "SHORT8, 2048", "FLOAT, 256", "FLOAT, 2048", "DOUBLE, 256", "DOUBLE, 2048"})
    void exactVectors(final NumberFormat format, final int dimension) throws Exception {
        try (VoyageTestEnvironment flow = new VoyageTestEnvironment(new VoyageLocalOptions().numberFormat(format))) {
            final TestRunner create = flow.create();
            create.setProperty("Dimensions", Integer.toString(dimension));
            final TestRunner download =
                    flow.download(flow.await(flow.submit(create, Records.of(Records.numbered(100)))));

            final List<JsonNode> records =
                    Records.read(download.getFlowFilesForRelationship(DownloadBatchResults.SUCCESS));
            assertEquals(100, records.size());
            for (final JsonNode record : records) {
                assertVector(record, format, dimension);
            }
        }
    }

    private static void assertVector(final JsonNode record, final NumberFormat format, final int dimension) {
        final float[] expected = Records.vector(MODEL, record.path("text").textValue(), dimension);
        final JsonNode vector = record.path("embedding");
        assertEquals(dimension, vector.size());
        for (int i = 0; i < dimension; i++) {
            final float number = format == NumberFormat.SHORT8
                    ? (float) (Math.rint(expected[i] * EIGHT_DECIMALS) / EIGHT_DECIMALS)
                    : expected[i];
            assertEquals(number, Float.parseFloat(vector.get(i).asText()), () -> vector.toString());
        }
    }
}
