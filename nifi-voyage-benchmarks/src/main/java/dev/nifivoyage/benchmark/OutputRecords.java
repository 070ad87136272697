/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.benchmark;

import java.io.Closeable;
import java.io.IOException;

/**
 * The records of an output file: each has an {@code id} and an {@code embedding}.
 */
interface OutputRecords extends Closeable {

    /**
     * Reads the next record.
     *
     * @return false after the last one
     */
    boolean next() throws IOException;

    /**
     * Returns the ID of the record, or -1 if it has none.
     */
    int id();

    /**
     * Returns the vector of the record, which the next call of {@link #next} may change.
     */
    float[] vector();
}
