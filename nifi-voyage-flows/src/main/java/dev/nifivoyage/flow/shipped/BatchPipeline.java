/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.flow.shipped;

import dev.nifivoyage.flow.Flow;
import dev.nifivoyage.flow.Funnel;
import dev.nifivoyage.flow.Processor;
import dev.nifivoyage.flow.Side;

/**
 * The processors from a created batch job to its written results, at the left of the canvas.
 *
 * @param read reads the input
 * @param create creates the jobs
 * @param download downloads the results; its relationships for records are not connected here
 * @param results writes records with results
 * @param rejected writes rejected records
 * @param attention end of FlowFiles that need attention
 */
record BatchPipeline(
        Processor read,
        Processor create,
        Processor poll,
        Processor download,
        Processor results,
        Processor rejected,
        Funnel attention) {

    /**
     * Adds the processors after those that read and create.
     */
    static BatchPipeline add(
            final Flow flow, final VoyageServices services, final Processor read, final Processor create) {
        return new BatchPipeline(
                read,
                create,
                BatchSteps.poll(flow, services).at(0, 520),
                BatchSteps.download(flow, services).at(0, 840),
                FileSteps.write(flow, "Write results", "#{Output Directory}" + FileSteps.FOLDER_PER_JOB)
                        .at(640, 840),
                FileSteps.write(flow, "Write rejected records", "#{Rejected Directory}" + FileSteps.FOLDER_PER_JOB)
                        .at(640, 1120),
                flow.funnel("Needs attention", 792, 560));
    }

    /**
     * Connects everything except the results of a job.
     */
    void connect(final Flow flow) {
        BatchSteps.repeat(flow, create, poll, download, attention);
        flow.balance(read, create);
        flow.connect(create, "submitted").to(poll);
        flow.connect(poll, "completed").to(download);
        flow.connect(create, "failure", "no text", "over budget").to(attention);
        flow.connect(results, "failure").back(Side.TOP);
        flow.connect(rejected, "failure").back(Side.RIGHT);
    }

    /**
     * Connects the records that a processor writes.
     */
    void write(final Flow flow, final Processor source) {
        flow.connect(source, "success").to(results);
        flow.connect(source, "rejected").to(rejected);
    }
}
