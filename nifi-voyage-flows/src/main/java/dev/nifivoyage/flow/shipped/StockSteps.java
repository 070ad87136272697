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

/**
 * Processors of NiFi in the configuration that several flows need.
 */
final class StockSteps {

    private StockSteps() {}

    /**
     * Adds a processor that sets attributes: a dynamic property for each.
     */
    static Processor attributes(final Group group, final String name) {
        return group.processor(name, NiFiComponentType.UPDATE_ATTRIBUTE).set("Store State", "Do not store state");
    }

    /**
     * Adds a processor that replaces the content.
     *
     * @param value the new content, with Expression Language
     */
    static Processor content(final Group group, final String name, final String value) {
        return group.processor(name, NiFiComponentType.REPLACE_TEXT)
                .set("Replacement Strategy", "Always Replace")
                .set("Replacement Value", value)
                .set("Evaluation Mode", "Entire text");
    }

    /**
     * Adds a processor that joins the contents of FlowFiles, without limits of its own.
     */
    static Processor concatenation(final Group group, final String name) {
        return group.processor(name, NiFiComponentType.MERGE_CONTENT)
                .terminate("original")
                .set("Merge Strategy", "Bin-Packing Algorithm")
                .set("Merge Format", "Binary Concatenation");
    }

    /**
     * Adds a processor that joins FlowFiles of JSON lines, with a line feed between them.
     */
    static Processor jsonLines(final Group group, final String name) {
        return concatenation(group, name)
                .set("Attribute Strategy", "Keep Only Common Attributes")
                .set("Delimiter Strategy", "Text")
                .set("Demarcator File", "\n");
    }

    /**
     * Adds a processor that joins the contents of all FlowFiles that arrive in a while.
     */
    static Processor concatenation(final Group group, final String name, final String age) {
        return concatenation(group, name)
                .set("Minimum Number of Entries", "1000000")
                .set("Maximum Number of Entries", "1000000")
                .set("Max Bin Age", age)
                .set("Maximum number of Bins", "1");
    }
}
