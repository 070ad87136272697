/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.system;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A shipped flow: what it is given, and what must become of it.
 */
interface ChaosFlow {
    String MODEL = "voyage-4-lite";
    int DIMENSION = 256;
    String INPUT = "Input Directory";
    List<ChaosFlow> ALL =
            List.of(new EmbeddedRecords(), new ContextualizedChunks(), new RankedQueries(), new MatchedPoses());

    /** Returns the name of the definition, without its extension. */
    String name();

    /** Returns parameters of the flow by name. */
    Map<String, String> parameters();

    /** Draws about 2,000 records in files. */
    List<ChaosInput> inputs(SplittableRandom random);

    /** Returns the parameters of the directories of results. */
    default List<String> outputs() {
        return List.of("Output Directory");
    }

    /** Returns true if the results are those of DownloadBatchResults, which can bear lines that are missing. */
    default boolean downloads() {
        return true;
    }

    /** Returns true if vectors are cached. */
    boolean caches();

    /** Returns the fields of a record that must not change. */
    List<String> unchanged();

    /**
     * Compares a result with the one in real time.
     *
     * @throws AssertionError if it differs
     */
    void check(JsonNode result, RealTimeResults realTime);
}
