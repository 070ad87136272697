/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.list;

import dev.nifivoyage.service.api.Batch;
import dev.nifivoyage.service.api.BatchPage;

import java.util.List;
import java.util.Optional;

/**
 * A pass over the list of jobs, page by page, newest jobs first.
 */
public interface Listing {

    /**
     * Returns the ID of the job after which the next page begins; null for the first page.
     */
    String cursor();

    /**
     * Accepts the next page. A page that is followed by others is not empty.
     *
     * @return the jobs to emit
     */
    List<Batch> take(BatchPage page);

    /**
     * Returns whether the listing is complete.
     */
    boolean isComplete();

    /**
     * Returns the state to store; empty if the listing has none.
     */
    Optional<ListingState> state();
}
