/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.create;

import dev.nifivoyage.processors.batch.create.plan.JobLimits;
import dev.nifivoyage.processors.batch.create.plan.RequestSpec;
import org.apache.nifi.serialization.RecordReaderFactory;
import org.apache.nifi.serialization.RecordSetWriterFactory;

/**
 * The batch jobs of one FlowFile, with all configuration resolved.
 *
 * @param requests requests of the jobs
 * @param limits limits of each job
 * @param reader reads the records
 * @param writer writes the records of the slices
 * @param options how the jobs are submitted
 */
public record BatchJobSpec(
        RequestSpec requests,
        JobLimits limits,
        RecordReaderFactory reader,
        RecordSetWriterFactory writer,
        SubmissionOptions options) {}
