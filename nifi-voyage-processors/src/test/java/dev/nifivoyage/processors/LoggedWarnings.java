/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors;

import org.apache.nifi.util.TestRunner;
import org.slf4j.helpers.MessageFormatter;

import java.util.List;

/**
 * Warnings of a processor, as they stand in a bulletin.
 */
public final class LoggedWarnings {

    private LoggedWarnings() {}

    public static List<String> of(final TestRunner runner) {
        return runner.getLogger().getWarnMessages().stream()
                .map(message -> MessageFormatter.arrayFormat(message.getMsg(), message.getArgs())
                        .getMessage())
                .toList();
    }

    /** The only warning, without the ids of processor and FlowFile. */
    public static String only(final TestRunner runner) {
        final List<String> warnings = of(runner);
        if (warnings.size() != 1) {
            throw new AssertionError("There should be one warning: " + warnings);
        }
        return warnings.getFirst()
                .replaceAll("^\\w+\\[id=[^\\]]*\\] ", "")
                .replaceAll("(FlowFile|MockFlowFile)\\[[^\\]]*\\]", "FlowFile");
    }
}
