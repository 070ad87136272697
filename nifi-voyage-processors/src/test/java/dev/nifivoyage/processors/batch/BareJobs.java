/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch;

import dev.nifivoyage.service.api.BatchEndpoint;
import dev.nifivoyage.service.api.BatchRequest;
import dev.nifivoyage.service.api.FileContent;
import dev.nifivoyage.service.api.VoyageClientService;
import dev.nifivoyage.service.api.VoyageException;
import org.apache.nifi.util.TestRunner;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Creates jobs of one request each with the client of a processor.
 */
public final class BareJobs {

    private BareJobs() {}

    /**
     * Creates jobs.
     *
     * @return their IDs in order of creation
     */
    public static List<String> submit(final TestRunner runner, final int count, final Map<String, String> metadata)
            throws VoyageException {
        final VoyageClientService client = runner.getControllerService("client", VoyageClientService.class);
        final String fileId =
                client.uploadBatchInput("requests.jsonl", new OneRequest()).id();
        final BatchRequest request =
                new BatchRequest(BatchEndpoint.EMBEDDINGS, fileId, Map.of("model", "voyage-4"), metadata);
        final List<String> batchIds = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            batchIds.add(client.createBatch(request).id());
        }

        return batchIds;
    }

    /**
     * Uploads an input file without a job.
     */
    static void upload(final TestRunner runner, final String filename) throws VoyageException {
        runner.getControllerService("client", VoyageClientService.class).uploadBatchInput(filename, new OneRequest());
    }

    private static final class OneRequest implements FileContent {
        private static final byte[] LINE = """
            {"custom_id":"1","body":{"input":["a text"]}}
            """.getBytes(StandardCharsets.UTF_8);

        @Override
        public long size() {
            return LINE.length;
        }

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(LINE);
        }
    }
}
