/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.client;

import okhttp3.OkHttpClient;

/**
 * The resources of an enabled service.
 *
 * @param client the HTTP client and its pool
 * @param watcher ends calls of stopped processors
 * @param api the calls, each sent once
 * @param interruptibleWait ends the waits of retries and rate limiters when the service is disabled
 * @param embeddingLimiter rate limiter of the calls that embed texts in real time
 * @param multimodalLimiter rate limiter of the calls that embed multimodal inputs
 * @param rankingLimiter rate limiter of the calls that rank in real time
 * @param vectorSource names the server in caches
 */
record VoyageConnection(
        OkHttpClient client,
        CallWatcher watcher,
        VoyageApi api,
        InterruptibleWait interruptibleWait,
        Retries retries,
        RateLimiter embeddingLimiter,
        RateLimiter multimodalLimiter,
        RateLimiter rankingLimiter,
        String vectorSource)
        implements AutoCloseable {

    @Override
    public void close() {
        interruptibleWait.stop();
        watcher.close();
        HttpClientFactory.close(client);
    }
}
