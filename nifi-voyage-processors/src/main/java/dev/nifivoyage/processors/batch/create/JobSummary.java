/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.create;

/**
 * What a job is for, in numbers.
 *
 * @param fingerprint see {@link Fingerprint}
 * @param records number of records, also of those that nothing can be asked for
 * @param recordsSent records whose request is in the job
 * @param recordsCached records that need no request, since their vector is in the cache
 * @param requests distinct requests
 * @param estimatedTokens estimate for all requests
 */
public record JobSummary(
        String fingerprint, long records, long recordsSent, long recordsCached, long requests, long estimatedTokens) {

    public long recordsUnusable() {
        return records - recordsSent - recordsCached;
    }
}
