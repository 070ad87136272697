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
import dev.nifivoyage.flow.VoyageComponent;
import dev.nifivoyage.processors.batch.DownloadBatchResults;
import dev.nifivoyage.processors.batch.PollBatchStatus;

/**
 * Processors of batch jobs.
 */
final class BatchSteps {

    static final String BATCH_ID = "${voyage.batch.id}";

    private BatchSteps() {}

    /**
     * Lets a processor make jobs within Voyage's limits, each submitted five times at most, with the file's name in the job's metadata. What fails for the moment
     * waits a minute, and 30 seconds pass before the next call after a rate limit.
     */
    static Processor createsJobs(final Processor processor) {
        return processor
                .penalty("1 min")
                .yield("30 sec")
                .terminate("original")
                .set("Maximum Requests per Job", "100000")
                .set("Maximum Job Size", "1 GB")
                .set("Maximum Tokens per Job", "500000000")
                .set("Maximum Submissions", "5")
                .setDynamic("source", "${filename}");
    }

    /**
     * Adds PollBatchStatus, in a flow with parameters for the intervals.
     */
    static Processor poll(final Flow flow, final VoyageServices services) {
        return polls(flow.processor("PollBatchStatus", VoyageComponent.of(PollBatchStatus.class))
                .every("1 sec")
                .penalty("10 sec")
                .terminate("progress")
                .set(VoyageServices.CLIENT, services.client())
                .set("Batch ID", BATCH_ID));
    }

    /**
     * Lets a processor wait for a job as long as Voyage works on it.
     */
    static Processor polls(final Processor processor) {
        return processor
                .set("Minimum Polling Interval", "#{Minimum Polling Interval}")
                .set("Maximum Polling Interval", "#{Maximum Polling Interval}")
                .set("Maximum Waiting Time", "24 hours");
    }

    /**
     * Adds DownloadBatchResults, which leaves the files of a job at Voyage.
     */
    static Processor download(final Flow flow, final VoyageServices services) {
        return services.requests(flow.processor("DownloadBatchResults", VoyageComponent.of(DownloadBatchResults.class)))
                .penalty("1 min")
                .set("Batch ID", BATCH_ID)
                .set("Delete Remote Files", "false");
    }

    /**
     * Leads what is to be tried again back to where it is tried: to the processor itself, and records that never ran to the one that creates jobs.
     *
     * @param create creates jobs, at the left edge of the canvas
     * @param poll a processor of {@link #poll}, below it
     * @param download a processor of {@link #download}, below that
     * @param attention where FlowFiles of poll and download end that need a human
     */
    static void repeat(
            final Flow flow,
            final Processor create,
            final Processor poll,
            final Processor download,
            final Funnel attention) {
        flow.connect(create, "retry").back(Side.LEFT);
        flow.connect(poll, "running", "retry").back(Side.LEFT);
        flow.connect(poll, "job failed", "failure", "timed out").to(attention);
        flow.connect(download, "retry").back(Side.LEFT);
        flow.connect(download, "unprocessed")
                .to(create)
                .via(-290, 904)
                .via(-290, 740)
                .via(-290, 324)
                .labelAt(1);
        flow.connect(download, "failure").to(attention);
    }
}
