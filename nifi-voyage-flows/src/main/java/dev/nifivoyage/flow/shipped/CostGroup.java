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
import dev.nifivoyage.flow.NiFiComponentType;
import dev.nifivoyage.flow.Port;
import dev.nifivoyage.flow.Processor;
import dev.nifivoyage.flow.Side;

/**
 * The group that writes the cost of jobs and real-time requests, a line for each, with the parameters
 * {@link SharedParameters#COST_DIRECTORY} and {@link SharedParameters#COST_INTERVAL}.
 */
final class CostGroup {

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
        "pixels":${voyage.usage.pixels:replaceEmpty('null')},\
        "cost":${voyage.cost.usd:replaceEmpty('null')},\
        "real_time":${voyage.cost.real.time.usd:replaceEmpty(${voyage.cost.usd:replaceEmpty('null')})},\
        "saved":${voyage.cost.saved.usd:replaceEmpty('null')}}
        """;

    private final Group parent;
    private final Port originals;

    /**
     * Adds the group.
     *
     * @param parent the group to which it belongs
     * @param x the left edge on the canvas, in pixels
     * @param y the upper edge on the canvas, in pixels
     */
    CostGroup(final Group parent, final double x, final double y) {
        this.parent = parent;
        final Group group = parent.repeatedGroup("Cost", "Writes the cost of each job and of each real-time request.")
                .at(x, y);
        originals = group.input("original").at(56, -180);
        final Processor day =
                StockSteps.attributes(group, "Set cost day").at(0, 0).setDynamic("cost.day", DAY);
        final Processor line =
                StockSteps.content(group, "Create cost line", LINE).at(640, 0).terminate("failure");
        final Processor lines = StockSteps.concatenation(group, "Merge cost lines")
                .at(1280, 0)
                .set("Attribute Strategy", "Keep Only Common Attributes")
                .set("Correlation Attribute Name", "cost.day")
                .set("Minimum Number of Entries", "10000")
                .set("Maximum Number of Entries", "10000")
                .set("Max Bin Age", "#{Cost Interval}");
        final Processor write = FileSteps.replacing(group.processor("Write cost lines", NiFiComponentType.PUT_FILE))
                .at(1920, 0)
                .set("Directory", "#{Cost Directory}/${cost.day}/${uuid}");

        group.label("cost lines", """
            Writes a line for each job and each real-time request: day, model, file, tokens, pixels, US dollars. \
            The flow cost-per-day adds them up.""").at(-640, 300).size(480, 100);
        group.connect(originals).to(day);
        group.connect(day, "success").to(line);
        group.connect(line, "success").to(lines);
        group.connect(lines, "merged").to(write);
        group.connect(write, "failure").back(Side.BOTTOM);
        group.connect(lines, "failure").back(Side.BOTTOM);
    }

    /**
     * Writes the costs of the FlowFiles of a processor.
     *
     * @param source a processor with the relationship {@code original}
     * @return the connection from it
     */
    Connection of(final Processor source) {
        return parent.connect(source, "original").to(originals);
    }
}
