/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.flow.shipped;

import dev.nifivoyage.flow.FlowDefinition;

import java.util.List;

/**
 * The flow definitions of the directory {@code templates}.
 */
public final class ShippedFlows {

    public static final List<FlowDefinition> ALL = List.of(
            new EmbedRecordsFlow(),
            new RecordsToPgvectorFlow(),
            new TableFollowsSourceFlow(),
            new ImagesToPgvectorFlow(),
            new SearchFlow(),
            new ContextualizedCorpusFlow(),
            new RerankFlow(),
            new SessionRecordingFlow(),
            new GestureLibraryFlow(),
            new ArchetypeTrainingFlow(),
            new CostPerDayFlow(),
            new BatchProgressFlow());

    private ShippedFlows() {}
}
