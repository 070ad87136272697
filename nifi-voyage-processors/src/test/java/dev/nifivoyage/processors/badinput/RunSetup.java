/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.badinput;

import dev.nifivoyage.processors.batch.VoyageTestEnvironment;
import org.apache.nifi.controller.ControllerService;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.TestRunner;

import java.util.Map;
import java.util.function.Supplier;

/**
 * What a run has that others do not.
 *
 * @param attributes of the FlowFile
 * @param properties of the processor
 * @param reader creates the Record Reader, or null for that of JSON
 */
record RunSetup(Map<String, String> attributes, Map<String, String> properties, Supplier<ControllerService> reader) {
    static final RunSetup USUAL = new RunSetup(Map.of(), Map.of(), null);

    static RunSetup withAttributes(final Map<String, String> attributes) {
        return new RunSetup(attributes, Map.of(), null);
    }

    static RunSetup withProperties(final Map<String, String> properties) {
        return new RunSetup(Map.of(), properties, null);
    }

    static RunSetup withReader(final Supplier<ControllerService> reader) {
        return new RunSetup(Map.of(), Map.of(), reader);
    }

    void read(final TestRunner runner) throws InitializationException {
        if (reader != null) {
            VoyageTestEnvironment.use(runner, "Record Reader", reader.get());
        }
    }
}
