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
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * FlowFiles with files of another job in their attributes, and a download that deletes files.
 */
class ForeignFilesTest {

    @RegisterExtension
    final VoyageTestEnvironment flow = new VoyageTestEnvironment(new VoyageLocalOptions());

    private MockFlowFile own;
    private MockFlowFile other;

    @BeforeEach
    void createJobs() throws Exception {
        own = flow.await(flow.submit(flow.create(), Records.of("a dancer", "a tree")));
        other = flow.await(flow.submit(flow.create(), Records.of("a tree", "a river")));
    }

    @Test
    void deletesNoInputOfAnotherJob() throws Exception {
        final TestRunner download = download(VoyageAttributes.INPUT_FILE_ID);

        download.assertTransferCount(DownloadBatchResults.SUCCESS, 1);
        assertEquals(
                Set.of(
                        own.getAttribute(VoyageAttributes.INPUT_FILE_ID),
                        other.getAttribute(VoyageAttributes.INPUT_FILE_ID),
                        other.getAttribute(VoyageAttributes.OUTPUT_FILE_ID)),
                files());
        assertTrue(
                download.getLogger().getWarnMessages().stream()
                        .anyMatch(message -> message.getMsg().contains("do not belong to this job")),
                "no warning");
    }

    @Test
    void deletesNoOutputOfAnotherJob() throws Exception {
        final TestRunner download = download(VoyageAttributes.OUTPUT_FILE_ID);

        final List<MockFlowFile> success = download.getFlowFilesForRelationship(DownloadBatchResults.SUCCESS);
        Records.assertOwnVectors(Records.read(success), "voyage-4", 1024);
        success.getFirst().assertAttributeEquals("record.count", "1");
        download.getFlowFilesForRelationship(DownloadBatchResults.UNPROCESSED)
                .getFirst()
                .assertAttributeEquals("record.count", "1");
        assertEquals(4, files().size());
    }

    @Test
    void deletesNothingWhenTheInputIsNamedAsTheOutput() throws Exception {
        final TestRunner download = flow.download();
        download.setProperty("Delete Remote Files", "true");
        final Map<String, String> attributes = new HashMap<>(own.getAttributes());
        attributes.put(VoyageAttributes.OUTPUT_FILE_ID, own.getAttribute(VoyageAttributes.INPUT_FILE_ID));
        download.enqueue(own.toByteArray(), attributes);
        download.run();

        final List<JsonNode> rejected =
                Records.read(download.getFlowFilesForRelationship(DownloadBatchResults.REJECTED));
        assertEquals(2, rejected.size());
        assertEquals("unreadable_result", rejected.getFirst().at("/error/code").asText());
        assertEquals(
                "Line is a request, not a result: the file is the input of a batch job",
                rejected.getFirst().at("/error/message").asText());
        assertEquals(4, files().size());
    }

    private TestRunner download(final String attribute) throws Exception {
        final TestRunner download = flow.download();
        download.setProperty("Delete Remote Files", "true");
        final Map<String, String> attributes = new HashMap<>(own.getAttributes());
        attributes.put(attribute, other.getAttribute(attribute));
        download.enqueue(own.toByteArray(), attributes);
        download.run(2);
        download.assertTransferCount(DownloadBatchResults.FAILURE, 0);
        return download;
    }

    private Set<String> files() throws Exception {
        final Set<String> ids = new TreeSet<>();
        LocalHttp.get(flow.voyage(), "/files")
                .path("data")
                .forEach(file -> ids.add(file.path("id").asText()));
        return ids;
    }
}
