/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.create;

import dev.nifivoyage.processors.ratelimit.RateLimit;
import org.apache.nifi.logging.ComponentLog;

/**
 * The state shared by all submissions of one processor.
 *
 * @param memory outlives a restart of the processor
 * @param rateLimit time for which Voyage asked the processor to wait
 * @param splitsFlowFiles whether a FlowFile may be split into several jobs
 * @param logger logger of the processor
 */
record SubmissionContext(SubmissionMemory memory, RateLimit rateLimit, boolean splitsFlowFiles, ComponentLog logger) {}
