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
 * The processors that embed records in batch jobs, and in real time if all vectors of a FlowFile are cached.
 */
final class EmbeddingPipeline {
    private final Flow flow;
    private final Processor create;
    private final Processor poll;
    private final Processor download;
    private final Processor realTime;

    /**
     * Adds the processors to a flow with a cache.
     *
     * @param text record path of the text
     */
    EmbeddingPipeline(final Flow flow, final VoyageServices services, final String text) {
        this.flow = flow;
        this.create = EmbeddingSteps.create(flow, services, text).at(0, 260);
        this.poll = BatchSteps.poll(flow, services).at(0, 520);
        this.download = EmbeddingSteps.download(flow, services).at(0, 840);
        this.realTime = EmbeddingSteps.realTime(flow, services, text).at(1280, 840);
    }

    /**
     * Sets a property of the processors that add vectors to records.
     */
    EmbeddingPipeline setOfResults(final String property, final String value) {
        download.set(property, value);
        realTime.set(property, value);
        return this;
    }

    /**
     * Embeds the FlowFiles of a processor on the primary node, distributed to all nodes.
     */
    void balanceFrom(final Processor source) {
        flow.balance(source, create);
    }

    /**
     * Embeds the FlowFiles of a processor.
     */
    void connectFrom(final Processor source) {
        flow.connect(source, "success").to(create);
    }

    /**
     * Connects the processors, and writes their costs.
     *
     * @param results takes records with vectors, beside DownloadBatchResults
     * @param rejected takes rejected records, below
     * @return the funnel of FlowFiles that need attention
     */
    Funnel connect(final Processor results, final Processor rejected) {
        final Funnel attention = flow.funnel("Needs attention", 792, 560);
        BatchSteps.repeat(flow, create, poll, download, attention);
        flow.connect(create, "submitted").to(poll);
        flow.connect(create, "real time").to(realTime).via(1456, 324);
        flow.connect(create, "failure", "no text", "over budget").to(attention);
        flow.connect(poll, "completed").to(download);
        flow.connect(download, "success").to(results);
        flow.connect(download, "rejected").to(rejected);
        flow.connect(realTime, "success").to(results);
        flow.connect(realTime, "rejected").to(rejected);
        flow.connect(realTime, "retry").back(Side.RIGHT);
        flow.connect(realTime, "failure").to(attention);
        flow.connect(rejected, "failure").back(Side.RIGHT);
        final CostSteps costs = new CostSteps(flow, 1380);
        costs.of(download);
        costs.of(realTime).via(1456, 1444);
        return attention;
    }
}
