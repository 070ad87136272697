/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.badinput;

/**
 * A bad input of a processor.
 *
 * @param kind of the input
 * @param input that the table names
 * @param processor that gets it, and where it gets it
 * @param detail tells cases of the same input apart; may be empty
 * @param run gives the processor the input
 */
record BadInputCase(String kind, String input, String processor, String detail, Run run) {

    BadInputCase(final String kind, final String input, final String processor, final Run run) {
        this(kind, input, processor, "", run);
    }

    /**
     * Runs a processor once.
     */
    @FunctionalInterface
    interface Run {
        Outcome run(BadInputServer server) throws Exception;
    }

    String name() {
        return "%s, %s%s".formatted(processor, input, detail.isEmpty() ? "" : ": " + detail);
    }
}
