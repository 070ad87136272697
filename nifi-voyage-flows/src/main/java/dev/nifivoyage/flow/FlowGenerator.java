/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.flow;

import dev.nifivoyage.flow.shipped.ShippedFlows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes all flow definitions of this project.
 */
public final class FlowGenerator {

    private FlowGenerator() {}

    /**
     * @param args the directory of the flow definitions
     * @throws IOException if a file cannot be written
     */
    public static void main(final String[] args) throws IOException {
        final Path folder = Path.of(args[0]);
        for (final FlowDefinition definition : ShippedFlows.ALL) {
            final Flow flow = definition.flow();
            Files.writeString(folder.resolve(flow.file() + ".json"), FlowJson.of(flow.snapshot()));
        }
    }
}
