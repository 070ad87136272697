/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.poll;

import dev.nifivoyage.service.api.Batch;
import dev.nifivoyage.service.api.VoyageException;

/**
 * The result of retrieving one job.
 */
public sealed interface BatchStatusResult {

    /**
     * The job with its status.
     */
    record Found(Batch job) implements BatchStatusResult {}

    /**
     * A job that could not be retrieved.
     */
    record Failed(VoyageException failure) implements BatchStatusResult {}
}
