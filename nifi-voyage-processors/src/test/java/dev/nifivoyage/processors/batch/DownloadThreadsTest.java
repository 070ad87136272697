/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nifivoyage.local.VectorSource;
import dev.nifivoyage.local.VoyageLocalOptions;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * With any number of threads, DownloadBatchResults writes the same records in the same order.
 */
class DownloadThreadsTest {
    private static final int RECORDS = 400;

    @RegisterExtension
    final VoyageTestEnvironment flow =
            new VoyageTestEnvironment(new VoyageLocalOptions().vectors(VectorSource.SYNTHETIC));

    @ParameterizedTest
    @ValueSource(strings = {"NUMBERS", "BASE64"})
    void writesTheSameRecordsWithAnyNumberOfThreads(final String format) throws Exception {
        final MockFlowFile completed = flow.await(flow.submit(flow.create(), Records.of(Records.numbered(RECORDS))));
        final List<JsonNode> expected = download(completed, format, "1");

        assertEquals(RECORDS, expected.size());
        assertEquals(expected, download(completed, format, "2"));
        assertEquals(expected, download(completed, format, "6"));
    }

    private List<JsonNode> download(final MockFlowFile completed, final String format, final String threads)
            throws Exception {
        final TestRunner download = flow.download();
        download.setProperty(DownloadBatchResults.VECTOR_FORMAT, format);
        download.setProperty(DownloadBatchResults.MAXIMUM_THREADS, threads);
        VoyageTestEnvironment.enqueue(download, completed);
        download.run();
        return Records.read(download.getFlowFilesForRelationship(DownloadBatchResults.SUCCESS));
    }
}
