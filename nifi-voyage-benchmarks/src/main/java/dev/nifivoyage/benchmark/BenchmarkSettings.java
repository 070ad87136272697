/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.benchmark;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/**
 * The settings of all parts.
 *
 * @param distribution directory of NiFi
 * @param flowDefinition {@code templates/embed-records.json}
 * @param directory an empty directory for the part, deleted afterwards
 * @param full true to include the largest sizes
 * @param rounds number of rounds of a part that repeats its measurement
 * @param records numbers of records of the part scale; empty for the usual ones
 * @param progress receives progress messages
 */
public record BenchmarkSettings(
        Path distribution,
        Path flowDefinition,
        Path directory,
        boolean full,
        int rounds,
        List<Integer> records,
        PrintStream progress) {}
