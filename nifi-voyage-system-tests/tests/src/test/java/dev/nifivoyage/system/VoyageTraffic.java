/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.system;

import dev.nifivoyage.local.VoyageLocalServer;

import java.io.IOException;

/**
 * The requests of a flow to a server so far.
 *
 * @param texts billed, in batches and in real time
 * @param jobs created jobs
 * @param files there, those of results too
 */
record VoyageTraffic(long texts, int jobs, int files) {
    static VoyageTraffic at(final VoyageLocalServer voyage) throws IOException, InterruptedException {
        final VoyageCalls calls = new VoyageCalls(voyage.baseUri());
        return new VoyageTraffic(
                voyage.ledger().totals().requests(),
                calls.list("/batches").size(),
                calls.list("/files").size());
    }
}
