/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.create.plan;

import dev.nifivoyage.processors.request.RequestBody;
import dev.nifivoyage.processors.verification.SampleRequests;
import dev.nifivoyage.service.api.embedding.RequestKey;

import java.io.IOException;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * The jobs that records need, forecast from a sample of them.
 *
 * @param requests number of requests
 * @param tokens estimated tokens of all requests
 * @param jobs number of jobs
 */
public record JobForecast(long requests, long tokens, long jobs) {

    /**
     * Forecasts the jobs of more records like those of a sample, each with other requests.
     *
     * @throws RequestTooLargeException if a request exceeds a limit of a job
     */
    public static JobForecast of(final SampleRequests sample, final JobLimits limits, final long records)
            throws IOException {
        final RequestEncoder encoder = new RequestEncoder();
        long bytes = 0;
        long texts = 0;
        for (final Map.Entry<RequestKey, RequestBody> request :
                sample.requests().entrySet()) {
            final RequestBody body = request.getValue();
            final long size = encoder.encode(request.getKey(), body).size();
            limits.check(0, size, body.estimatedTokens(), body.textCount());
            bytes += size;
            texts += body.textCount();
        }

        final long requests = sample.scaled(sample.requests().size(), records);
        final long tokens = sample.scaled(sample.tokens(), records);
        return new JobForecast(
                requests,
                tokens,
                LongStream.of(
                                Math.ceilDiv(requests, limits.maximumRequests()),
                                Math.ceilDiv(tokens, limits.tokens()),
                                Math.ceilDiv(sample.scaled(bytes, records), limits.bytes()),
                                Math.ceilDiv(sample.scaled(texts, records), limits.texts()))
                        .max()
                        .orElseThrow());
    }
}
