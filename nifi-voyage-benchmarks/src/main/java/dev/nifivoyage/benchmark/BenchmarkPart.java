/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.benchmark;

/**
 * A part of the benchmarks. Figures that are compared are measured in the same run, with the same bytes.
 */
public interface BenchmarkPart {

    /**
     * Returns the name for {@code --only}, one word in lower case.
     */
    String name();

    /**
     * Returns true if the part runs by default, without {@code --full} and {@code --only}.
     */
    default boolean isInShortMode() {
        return true;
    }

    /**
     * Runs the measurements, in a few minutes at most unless {@link BenchmarkSettings#full()} is set.
     */
    PartReport run(BenchmarkSettings settings) throws Exception;
}
