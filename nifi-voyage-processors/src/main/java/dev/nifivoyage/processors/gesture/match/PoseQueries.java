/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture.match;

import dev.nifivoyage.processors.pose.DescribePose;
import dev.nifivoyage.processors.pose.PosePaths;
import dev.nifivoyage.processors.pose.landmark.UnusablePoseException;
import dev.nifivoyage.processors.pose.text.PoseDescriber;
import dev.nifivoyage.processors.record.InputRecord;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.serialization.record.Record;

/**
 * Records with a pose, which are put into words.
 */
final class PoseQueries implements QueryReader {
    private final PosePaths paths;
    private final PoseDescriber describer;

    /**
     * For records of one FlowFile.
     *
     * @param describer has seen no frame yet
     */
    PoseQueries(final PosePaths paths, final PoseDescriber describer) {
        this.paths = paths;
        this.describer = describer;
    }

    @Override
    public Query read(final InputRecord input) {
        final Record record = input.view();
        try {
            return Query.ofText(
                    input,
                    describer.describe(
                            paths.body(record), paths.hands(record), paths.performer(record), paths.seconds(record)));
        } catch (final UnusablePoseException e) {
            return Query.ofError(input, e.code(), e.getMessage());
        }
    }

    @Override
    public void report(final ProcessSession session, final FlowFile flowFile, final ComponentLog logger) {
        DescribePose.reportHands(paths, session, flowFile, logger);
    }
}
