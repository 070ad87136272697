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
 * What was learned of a job: its state, or why it could not be had.
 *
 * @param job the job, or null
 * @param failure why there is none, or null
 */
public record BatchStatusResult(Batch job, VoyageException failure) {}
