/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.api;

/**
 * The progress of a job. All counts are 0 until validation has ended; {@code failed} remains 0 if validation fails.
 *
 * @param total requests in the job
 * @param completed successful requests
 * @param failed failed requests
 */
public record RequestCounts(long total, long completed, long failed) {

    public static final RequestCounts NONE = new RequestCounts(0, 0, 0);

    /**
     * Returns the number of completed and failed requests.
     */
    public long ended() {
        return completed + failed;
    }

    /**
     * Returns the percentage of completed and failed requests; 0 while the total is unknown.
     */
    public int percent() {
        return total <= 0 ? 0 : (int) Math.min(100, ended() * 100 / total);
    }
}
