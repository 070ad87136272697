/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.badinput;

import dev.nifivoyage.local.VoyageLocalOptions;
import dev.nifivoyage.local.model.BatchState;
import dev.nifivoyage.processors.batch.LentCache;
import dev.nifivoyage.processors.batch.LocalHttp;
import dev.nifivoyage.processors.batch.VoyageTestEnvironment;
import dev.nifivoyage.service.cache.EhcacheEmbeddingCacheService;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;

import java.io.IOException;
import java.time.Duration;

/**
 * The server of all cases, whose jobs end at once.
 */
final class BadInputServer implements AutoCloseable {
    private final VoyageTestEnvironment flow;
    private final EhcacheEmbeddingCacheService cache;
    private MockFlowFile submitted;
    private MockFlowFile completed;

    BadInputServer() throws InitializationException {
        final VoyageLocalOptions options = new VoyageLocalOptions();
        for (final BatchState state : BatchState.values()) {
            options.delay(state, Duration.ZERO);
        }
        flow = new VoyageTestEnvironment(options);
        cache = LentCache.open();
    }

    VoyageTestEnvironment flow() {
        return flow;
    }

    /** Returns a FlowFile with three records whose job was created. */
    MockFlowFile submitted() throws InitializationException {
        if (submitted == null) {
            submitted = flow.submit(flow.create(), RecordProcessor.BATCH_EMBEDDING.records());
        }
        return submitted;
    }

    /** Returns the same FlowFile after its job has ended. */
    MockFlowFile completed() throws InitializationException {
        if (completed == null) {
            completed = flow.await(submitted());
        }
        return completed;
    }

    /** Waits until a job has ended. */
    void awaitEnd(final String batchId) throws IOException, InterruptedException {
        while (!"completed"
                .equals(LocalHttp.get(flow.voyage(), "/batches/" + batchId)
                        .path("status")
                        .asText())) {
            Thread.onSpinWait();
        }
    }

    /** Gives a processor the cache that all share who need one. */
    void lendCache(final TestRunner runner) throws InitializationException {
        LentCache.lend(cache, runner);
    }

    @Override
    public void close() throws IOException {
        cache.onDisabled();
        flow.close();
    }
}
