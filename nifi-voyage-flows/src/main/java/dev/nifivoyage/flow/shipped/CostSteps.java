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
import dev.nifivoyage.flow.Side;

/**
 * The processors that write the cost of each job, and of each FlowFile processed in real time, as a line of JSON for
 * {@link CostPerDayFlow}.
 */
final class CostSteps {

    private static final String DAY =
            "${voyage.batch.created.at:substringBefore('T'):replaceEmpty(${now():format('yyyy-MM-dd','UTC')})}";
    private static final String LINE = """
        {"day":"${cost.day}",\
        "kind":"${voyage.batch.id:isEmpty():ifElse('real time','batch')}",\
        "model":"${voyage.batch.model:replaceEmpty(${voyage.embedding.model:replaceEmpty(${voyage.rerank.model})}):escapeJson()}",\
        "id":"${voyage.batch.id:replaceEmpty(${uuid}):escapeJson()}",\
        "file":"${filename:escapeJson()}",\
        "estimated":${voyage.cost.estimated.usd:replaceEmpty('null')},\
        "tokens":${voyage.usage.tokens:replaceEmpty('null')},\
        "cost":${voyage.cost.usd:replaceEmpty('null')},\
        "real_time":${voyage.cost.real.time.usd:replaceEmpty(${voyage.cost.usd:replaceEmpty('null')})},\
        "saved":${voyage.cost.saved.usd:replaceEmpty('null')}}
        """;

    private final Flow flow;
    private final Processor day;

    /**
     * Adds the processors to a flow with the parameters {@link SharedParameters#COST_DIRECTORY} and
     * {@link SharedParameters#COST_INTERVAL}.
     *
     * @param y the upper edge of the first processor, in pixels
     */
    CostSteps(final Flow flow, final double y) {
        this.flow = flow;
        this.day = flow.processor("Set cost day", NiFiComponentType.UPDATE_ATTRIBUTE)
                .at(0, y)
                .set("Store State", "Do not store state")
                .setDynamic("cost.day", DAY);
        final double next = y + 240;
        final Processor line = flow.processor("Create cost line", NiFiComponentType.REPLACE_TEXT)
                .at(0, next)
                .terminate("failure")
                .set("Replacement Strategy", "Always Replace")
                .set("Replacement Value", LINE)
                .set("Evaluation Mode", "Entire text");
        final Processor lines = flow.processor("Merge cost lines", NiFiComponentType.MERGE_CONTENT)
                .at(640, next)
                .terminate("original")
                .set("Merge Strategy", "Bin-Packing Algorithm")
                .set("Merge Format", "Binary Concatenation")
                .set("Attribute Strategy", "Keep Only Common Attributes")
                .set("Correlation Attribute Name", "cost.day")
                .set("Minimum Number of Entries", "10000")
                .set("Maximum Number of Entries", "10000")
                .set("Max Bin Age", "#{Cost Interval}");
        final Processor write = FileSteps.replacing(flow.processor("Write cost lines", NiFiComponentType.PUT_FILE))
                .at(1280, next)
                .set("Directory", "#{Cost Directory}/${cost.day}/${uuid}");

        flow.connect(day, "success").to(line);
        flow.connect(line, "success").to(lines);
        flow.connect(lines, "merged").to(write);
        flow.connect(write, "failure").back(Side.RIGHT);
        flow.connect(lines, "failure").back(Side.BOTTOM);
    }

    /**
     * Writes the costs of the FlowFiles of a processor.
     *
     * @param source a processor with the relationship {@code original}
     * @return the connection from it
     */
    Connection of(final Processor source) {
        return flow.connect(source, "original").to(day);
    }
}
