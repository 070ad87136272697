/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture.match;

import dev.nifivoyage.processors.pose.PoseReader;
import dev.nifivoyage.processors.pose.landmark.UnusablePoseException;
import dev.nifivoyage.processors.pose.text.PoseDescriber;
import dev.nifivoyage.processors.record.InputRecord;
import dev.nifivoyage.processors.record.RecordError;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.serialization.record.Record;

/**
 * Queries from records with a pose, which is described as by DescribePose.
 */
final class PoseQueries implements QueryReader {
    private final PoseReader poses;
    private final PoseDescriber describer;

    PoseQueries(final PoseReader poses, final PoseDescriber describer) {
        this.poses = poses;
        this.describer = describer;
    }

    @Override
    public Query read(final InputRecord input) {
        final Record record = input.view();
        try {
            return new Query.Text(
                    input,
                    describer.describe(
                            poses.body(record), poses.hands(record), poses.performer(record), poses.seconds(record)));
        } catch (final UnusablePoseException e) {
            return new Query.Unusable(input, new RecordError(e.code(), e.getMessage()));
        }
    }

    @Override
    public void report(final ProcessSession session, final FlowFile flowFile, final ComponentLog logger) {
        poses.reportSkippedHands(session, flowFile, logger);
    }
}
