/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.flow.shipped;

import dev.nifivoyage.flow.Group;
import dev.nifivoyage.flow.NiFiComponentType;
import dev.nifivoyage.flow.Processor;
import dev.nifivoyage.flow.VoyageComponentType;
import dev.nifivoyage.processors.batch.DownloadBatchResults;
import dev.nifivoyage.processors.batch.PollBatchStatus;

/**
 * The processors of batch jobs.
 */
final class BatchSteps {

    static final String BATCH_ID = "${voyage.batch.id}";

    private static final String ENDED =
            "${voyage.batch.status:in('completed','expired','cancelled'):and(${error.code:equals('too_many_submissions'):not()})}";

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
    static Processor poll(final Group group, final VoyageServices services) {
        final Processor poll = group.processor("PollBatchStatus", VoyageComponentType.of(PollBatchStatus.class))
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
    static Processor download(final Group group, final VoyageServices services) {
        final Processor download = group.processor(
                        "DownloadBatchResults", VoyageComponentType.of(DownloadBatchResults.class))
                .penalty("1 min");
        services.configureRequests(download);
        return download.set("Batch ID", BATCH_ID).set("Delete Remote Files", "false");
    }

    /**
     * Adds a processor that leads a FlowFile back to the step at which it stopped: {@code wait} to wait for its job,
     * {@code download} to read the results, {@code unmatched} to create a job.
     */
    static Processor resume(final Group group) {
        return group.processor("Resume", NiFiComponentType.ROUTE_ON_ATTRIBUTE)
                .comments("Leads a FlowFile back to the step at which it stopped; a failed job is created again.")
                .setDynamic("wait", "${error.code:equals('timed_out')}")
                .setDynamic("download", ENDED);
    }

    /**
     * Adds a processor that keeps the records of a cancelled job, in {@code cancelled}, from being sent again.
     */
    static Processor unlessCancelled(final Group group) {
        return group.processor("Unless cancelled", NiFiComponentType.ROUTE_ON_ATTRIBUTE)
                .comments("Records of a job that was cancelled are not sent again.")
                .setDynamic("cancelled", "${voyage.batch.status:equals('cancelled')}");
    }
}
