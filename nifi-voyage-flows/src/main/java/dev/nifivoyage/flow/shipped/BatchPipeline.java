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
 * The processors of a batch flow, from reading the input to writing the results.
 */
final class BatchPipeline {

    private final Flow flow;
    private final Processor read;
    private final Processor create;
    private final Processor poll;
    private final Processor download;
    private final Processor results;
    private final Processor rejected;
    private final Funnel attention;

    /**
     * Adds the processors after those that read and create, at the left of the canvas.
     *
     * @param read reads the input
     * @param create creates the jobs
     */
    BatchPipeline(final Flow flow, final VoyageServices services, final Processor read, final Processor create) {
        this.flow = flow;
        this.read = read;
        this.create = create;
        poll = BatchSteps.poll(flow, services).at(0, 520);
        download = BatchSteps.download(flow, services).at(0, 840);
        results = FileSteps.write(flow, "Write results", "#{Output Directory}" + FileSteps.FOLDER_PER_JOB)
                .at(640, 840);
        rejected = FileSteps.write(flow, "Write rejected records", "#{Rejected Directory}" + FileSteps.FOLDER_PER_JOB)
                .at(640, 1120);
        attention = flow.funnel("Needs attention", 792, 560);
    }

    /**
     * Connects everything except the record relationships of DownloadBatchResults.
     */
    void connect() {
        BatchSteps.repeat(flow, create, poll, download, attention);
        flow.balance(read, create);
        flow.connect(create, "submitted").to(poll);
        flow.connect(poll, "completed").to(download);
        flow.connect(create, "failure", "no text", "over budget").to(attention);
        flow.connect(results, "failure").back(Side.TOP);
        flow.connect(rejected, "failure").back(Side.RIGHT);
    }

    /**
     * Connects the records of a processor to those that write them.
     *
     * @param source DownloadBatchResults, or a processor that works in real time
     */
    void connectResults(final Processor source) {
        flow.connect(source, "success").to(results);
        flow.connect(source, "rejected").to(rejected);
    }

    /**
     * Returns DownloadBatchResults.
     */
    Processor download() {
        return download;
    }

    /**
     * Returns the funnel for FlowFiles that need attention.
     */
    Funnel attention() {
        return attention;
    }
}
