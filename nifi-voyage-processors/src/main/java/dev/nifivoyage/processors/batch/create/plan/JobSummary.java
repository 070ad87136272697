/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.create.plan;

/**
 * The contents of a job in numbers.
 *
 * @param fingerprint {@link Fingerprint} of its requests
 * @param records number of records, including those without a request
 * @param recordsSent number of records whose request is in the job
 * @param recordsCached number of records whose result is in the cache
 * @param requests number of distinct requests
 * @param estimatedTokens estimated number of tokens in all requests
 */
public record JobSummary(
        String fingerprint, long records, long recordsSent, long recordsCached, long requests, long estimatedTokens) {

    public long recordsUnusable() {
        return records - recordsSent - recordsCached;
    }
}
