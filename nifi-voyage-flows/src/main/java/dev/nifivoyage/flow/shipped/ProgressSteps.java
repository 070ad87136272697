/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.flow.shipped;

import dev.nifivoyage.flow.Connection;
import dev.nifivoyage.flow.Flow;
import dev.nifivoyage.flow.NiFiComponentType;
import dev.nifivoyage.flow.Processor;

/**
 * The processors that write the progress of each job to a file of its own, which is replaced at each change, for
 * {@link BatchProgressFlow}.
 */
final class ProgressSteps {

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

    private final Flow flow;
    private final Processor name;

    /**
     * Adds the processors to a flow with the parameter {@link SharedParameters#PROGRESS_DIRECTORY}.
     *
     * @param x the left edge of the processors, in pixels
     * @param y the upper edge of the first processor, in pixels
     */
    ProgressSteps(final Flow flow, final double x, final double y) {
        this.flow = flow;
        this.name = flow.processor("Name progress file", NiFiComponentType.UPDATE_ATTRIBUTE)
                .at(x, y)
                .set("Store State", "Do not store state")
                .setDynamic("filename", "${voyage.batch.id}.json")
                .setDynamic("progress.file", "${filename}");
        final Processor progress = flow.processor("Create progress", NiFiComponentType.REPLACE_TEXT)
                .at(x, y + 220)
                .terminate("failure")
                .set("Replacement Strategy", "Always Replace")
                .set("Replacement Value", PROGRESS)
                .set("Evaluation Mode", "Entire text");
        // what cannot be written is outdated at the next change
        final Processor write = FileSteps.write(flow, "Write progress", "#{Progress Directory}")
                .at(x, y + 440)
                .terminate("success", "failure");

        flow.connect(name, "success").to(progress);
        flow.connect(progress, "success").to(write);
    }

    /**
     * Writes the FlowFiles of relationships.
     *
     * @param source a processor whose FlowFiles have the attributes of a job
     * @return the connection from it
     */
    Connection of(final Processor source, final String... relationships) {
        return flow.connect(source, relationships).to(name);
    }
}
