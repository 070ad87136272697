/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.benchmark;

/**
 * One question the benchmarks answer. Each figure of a part is measured in the same run on the same bytes as what it is compared with.
 */
public interface BenchmarkPart {

    /**
     * Name for {@code --only}, one word in lower case.
     */
    String name();

    /**
     * Whether it runs also without {@code --full} when no parts are named.
     */
    default boolean isInShortMode() {
        return true;
    }

    /**
     * Measures; takes a few minutes at most unless {@link BenchmarkSettings#full()} is asked for.
     */
    PartReport run(BenchmarkSettings settings) throws Exception;
}
