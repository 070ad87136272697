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
import dev.nifivoyage.flow.NiFiComponentType;
import dev.nifivoyage.flow.Processor;
import dev.nifivoyage.flow.Side;
import dev.nifivoyage.flow.VoyageComponentType;
import dev.nifivoyage.processors.batch.DownloadBatchResults;
import dev.nifivoyage.processors.batch.PollBatchStatus;

/**
 * The processors of batch jobs.
 */
final class BatchSteps {

    static final String BATCH_ID = "${voyage.batch.id}";

    private BatchSteps() {}

    /**
     * Configures a processor to create jobs within Voyage's limits, with at most five submissions and the filename in
     * the metadata. FlowFiles in retry are penalized for one minute; a rate limit yields the processor for 30 seconds.
     */
    static void configureJobCreation(final Processor processor) {
        processor
                .penalty("1 min")
                .yield("30 sec")
                .terminate("original")
                .set("Maximum Requests per Job", "100000")
                .set("Maximum Job Size", "1 GB")
                .set("Maximum Tokens per Job", "500000000")
                .set("Maximum Submissions", "5")
                .set("Maximum Cost", "#{Maximum Cost}")
                .setDynamic("source", "${filename}");
    }

    /**
     * Adds PollBatchStatus, in a flow with parameters for the intervals.
     */
    static Processor poll(final Flow flow, final VoyageServices services) {
        final Processor poll = flow.processor("PollBatchStatus", VoyageComponentType.of(PollBatchStatus.class))
                .every("1 sec")
                .penalty("10 sec")
                .set(VoyageServices.CLIENT, services.client())
                .set("Batch ID", BATCH_ID);
        configurePolling(poll);
        return poll;
    }

    /**
     * Configures a processor to poll a job for as long as Voyage processes it.
     */
    static void configurePolling(final Processor processor) {
        processor
                .set("Minimum Polling Interval", "#{Minimum Polling Interval}")
                .set("Maximum Polling Interval", "#{Maximum Polling Interval}")
                .set("Maximum Waiting Time", "24 hours");
    }

    /**
     * Adds DownloadBatchResults, which keeps the remote files of a job.
     */
    static Processor download(final Flow flow, final VoyageServices services) {
        final Processor download = flow.processor(
                        "DownloadBatchResults", VoyageComponentType.of(DownloadBatchResults.class))
                .penalty("1 min");
        services.configureRequests(download);
        return download.set("Batch ID", BATCH_ID).set("Delete Remote Files", "false");
    }

    /**
     * Connects the loops of a batch job: each retry to its own processor, unprocessed records to the processor that
     * creates jobs.
     *
     * @param create creates jobs, at the left edge of the canvas
     * @param poll a processor of {@link #poll}, below it
     * @param download a processor of {@link #download}, below that
     * @param attention end of FlowFiles that need attention
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
        final Processor again = flow.processor("Unless cancelled", NiFiComponentType.ROUTE_ON_ATTRIBUTE)
                .at(-860, 240)
                .comments("Records of a job that was cancelled are not sent again.")
                .set("Routing Strategy", "Route to Property name")
                .setDynamic("cancelled", "${voyage.batch.status:equals('cancelled')}");
        flow.connect(download, "unprocessed")
                .to(again)
                .via(-290, 904)
                .via(-290, 740)
                .via(-290, 344)
                .labelAt(1);
        flow.connect(again, "unmatched").to(create);
        flow.connect(again, "cancelled")
                .to(attention)
                .via(-684, 180)
                .via(816, 180)
                .labelAt(0);
        flow.connect(download, "failure").to(attention);
        final ProgressSteps progress = new ProgressSteps(flow, -860, 460);
        progress.of(poll, "progress", "job failed", "timed out");
        progress.of(download, "original", "failure")
                .via(-240, 940)
                .via(-240, 524)
                .labelAt(0);
    }
}
