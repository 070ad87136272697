/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.flow.shipped;

import dev.nifivoyage.flow.Flow;
import dev.nifivoyage.flow.Group;
import dev.nifivoyage.flow.Processor;
import dev.nifivoyage.flow.Service;

import java.util.List;
import java.util.function.Function;

/**
 * The group <i>Embed with Voyage AI</i>: embeds records in batch jobs, and in real time if all vectors of a FlowFile
 * are cached.
 */
final class EmbeddingGroup {

    static final String NAME = "Embed with Voyage AI";

    private final JobGroup jobs;
    private final Processor download;
    private final Processor realTime;
    private final VoyageServices services;
    private final Processor create;

    private EmbeddingGroup(final JobGroup jobs, final VoyageServices services, final String text) {
        this.jobs = jobs;
        this.services = services;
        create = EmbeddingSteps.create(jobs.group(), services, text);
        final Processor poll = BatchSteps.poll(jobs.group(), services);
        download = EmbeddingSteps.download(jobs.group(), services);
        realTime = EmbeddingSteps.realTime(jobs.group(), services, text);
        jobs.connect(services, create, poll, download);
        jobs.connectRealTime(realTime);
        jobs.group().connect(create, "real time").to(realTime).via(900, 584);
    }

    /**
     * Adds the group, for records in JSON.
     *
     * @param text record path of the text
     */
    static EmbeddingGroup ofJson(final Flow flow, final String text) {
        final EmbeddingGroup group = of(flow, text, inner -> VoyageServices.json(inner, "Records in"));
        group.jobs.gather();
        return group;
    }

    /**
     * Adds the group, for records in the format of the attribute {@code recordreader.name}: json or csv.
     *
     * @param text record path of the text
     */
    static EmbeddingGroup ofJsonOrCsv(final Flow flow, final String text) {
        final EmbeddingGroup group = of(flow, text, VoyageServices::jsonOrCsv);
        group.jobs.gatherCsv(group.services, group.create);
        return group;
    }

    /**
     * Writes vectors as text, with the further columns of a database table.
     */
    EmbeddingGroup setColumns() {
        for (final Processor results : List.of(download, realTime)) {
            results.set("Vector Format", "TEXT")
                    .set("Model Record Path", "/model")
                    .set("Dimension Record Path", "/dimension")
                    .set("Input Type Record Path", "/input_type")
                    .set("Content Key Record Path", "/content_key")
                    .set("Tokens Record Path", "/tokens");
        }
        return this;
    }

    /**
     * Returns the group with its ports.
     */
    JobGroup jobs() {
        return jobs;
    }

    private static EmbeddingGroup of(final Flow flow, final String text, final Function<Group, Service> reader) {
        final JobGroup jobs = new JobGroup(
                flow,
                NAME,
                "Adds vectors to records: in batch jobs, or immediately if all vectors are cached. Copy this group into a flow of your own.",
                "records with vectors");
        final VoyageServices services = VoyageServices.withCache(jobs.group(), reader.apply(jobs.group()));
        return new EmbeddingGroup(jobs, services, text);
    }
}
