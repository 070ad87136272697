/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.flow.shipped;

import dev.nifivoyage.flow.Connection;
import dev.nifivoyage.flow.Group;
import dev.nifivoyage.flow.Port;
import dev.nifivoyage.flow.Processor;

/**
 * The group that writes the progress of each job to a file of its own, which is replaced at each change, for
 * {@link BatchProgressFlow}.
 */
final class ProgressGroup {

    private static final String PROGRESS = """
        {"batch_id":"${voyage.batch.id:escapeJson()}",\
        "file":"${progress.file:escapeJson()}",\
        "endpoint":"${voyage.batch.endpoint:escapeJson()}",\
        "model":"${voyage.batch.model:escapeJson()}",\
        "status":"${voyage.batch.status:escapeJson()}",\
        "created_at":"${voyage.batch.created.at:escapeJson()}",\
        "created":${voyage.batch.created.at:substringBefore('Z'):substringBefore('.'):toDate("yyyy-MM-dd'T'HH:mm:ss", 'UTC'):toNumber():replaceEmpty('null')},\
        "total":${voyage.batch.requests.total:replaceEmpty('0')},\
        "completed":${voyage.batch.requests.completed:replaceEmpty('0')},\
        "failed":${voyage.batch.requests.failed:replaceEmpty('0')},\
        "percent":${voyage.batch.progress.percent:replaceEmpty('0')},\
        "requests_per_second":${voyage.batch.progress.rate:replaceEmpty('null')},\
        "estimated_end":"${voyage.batch.estimated.end:escapeJson()}",\
        "estimated_usd":${voyage.cost.estimated.usd:replaceEmpty('null')},\
        "cost_usd":${voyage.cost.usd:replaceEmpty('null')},\
        "tokens":${voyage.usage.tokens:replaceEmpty('null')},\
        "downloaded":${voyage.records.embedded:isEmpty():not()},\
        "error":"${error.message:escapeJson()}",\
        "updated":${now():toNumber()}}""";

    private final Group parent;
    private final Port changes;

    /**
     * Adds the group.
     *
     * @param parent the group to which it belongs
     * @param x the left edge on the canvas, in pixels
     * @param y the upper edge on the canvas, in pixels
     */
    ProgressGroup(final Group parent, final double x, final double y) {
        this.parent = parent;
        final Group group = parent.repeatedGroup("Progress", "Writes the progress of each job to a file of its own.")
                .at(x, y);
        changes = group.input("changes").at(56, -180);
        final Processor name = StockSteps.attributes(group, "Name progress file")
                .at(0, 0)
                .setDynamic("filename", "${voyage.batch.id}.json")
                .setDynamic("progress.file", "${filename}");
        final Processor progress = StockSteps.content(group, "Create progress", PROGRESS)
                .at(640, 0)
                .terminate("failure");
        // what cannot be written is outdated at the next change
        final Processor write = FileSteps.write(group, "Write progress", "#{Progress Directory}")
                .at(1280, 0)
                .terminate("success", "failure");

        group.connect(changes).to(name);
        group.connect(name, "success").to(progress);
        group.connect(progress, "success").to(write);
        group.label("progress lines", "The flow batch-progress shows these files as a page, with a bar for each job.")
                .at(-640, 300)
                .size(480, 80);
    }

    /**
     * Writes the FlowFiles of relationships.
     *
     * @param source a processor whose FlowFiles have the attributes of a job
     * @return the connection from it
     */
    Connection of(final Processor source, final String... relationships) {
        return parent.connect(source, relationships).to(changes);
    }
}
