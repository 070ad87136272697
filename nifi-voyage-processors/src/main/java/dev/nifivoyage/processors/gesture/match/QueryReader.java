/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture.match;

import dev.nifivoyage.processors.record.InputRecord;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.ProcessSession;

/**
 * Reads the text or vector to compare from the records of one FlowFile.
 */
@FunctionalInterface
interface QueryReader {

    Query read(InputRecord record);

    /**
     * Reports what was skipped in the records, once all are read.
     */
    default void report(final ProcessSession session, final FlowFile flowFile, final ComponentLog logger) {}
}
