/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.verification;

import dev.nifivoyage.processors.record.InputRecord;
import dev.nifivoyage.processors.record.InputRecords;
import dev.nifivoyage.processors.record.UnreadableContentException;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.exception.ProcessException;
import org.apache.nifi.schema.access.SchemaNotFoundException;
import org.apache.nifi.serialization.MalformedRecordException;
import org.apache.nifi.serialization.RecordReaderFactory;
import org.apache.nifi.serialization.record.RecordField;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Verifies a configuration with the sample in the attribute {@value #ATTRIBUTE}.
 */
public final class SampleVerifier {
    /** Attribute in which the user gives the sample. */
    public static final String ATTRIBUTE = "sample";

    public static final String READ_SAMPLE = "Read Sample";

    private static final int MOST_FIELDS = 20;
    private static final String OF_RECORDS =
            "Add the attribute %s with the content of a FlowFile that has one record, in the format of the Record Reader, such as {\"text\": \"The left arm is raised\"}"
                    .formatted(ATTRIBUTE);
    private static final String OF_CONTENT = "Add the attribute %s with %s";
    private static final String ONE_TEXT = "the content of a FlowFile, which is one text";

    private final RecordReaderFactory readerFactory;
    private final String contents;
    private final Map<String, String> attributes;
    private final ComponentLog logger;

    /**
     * @param readerFactory null if a FlowFile is one text
     * @param attributes of the verification
     */
    public SampleVerifier(
            final RecordReaderFactory readerFactory, final Map<String, String> attributes, final ComponentLog logger) {
        this(readerFactory, ONE_TEXT, attributes, logger);
    }

    /**
     * @param readerFactory null if a FlowFile has no records
     * @param contents what the sample is in that case, for a message
     * @param attributes of the verification
     */
    public SampleVerifier(
            final RecordReaderFactory readerFactory,
            final String contents,
            final Map<String, String> attributes,
            final ComponentLog logger) {
        this.readerFactory = readerFactory;
        this.contents = contents;
        this.attributes = attributes;
        this.logger = logger;
    }

    /**
     * Reads the sample and checks it; without a sample, there is one step that says how to give one.
     */
    public List<ConfigVerificationResult> verify(final List<SampleCheck> checks) {
        final String content = attributes.get(ATTRIBUTE);
        if (content == null || content.isBlank()) {
            return List.of(StepResult.skipped(
                    READ_SAMPLE,
                    "There is no sample to check the rest of the configuration with. "
                            + (readerFactory == null ? OF_CONTENT.formatted(ATTRIBUTE, contents) : OF_RECORDS)));
        }

        final Sample sample = new Sample(content, attributes, readerFactory, logger);
        final List<ConfigVerificationResult> results = new ArrayList<>();
        if (readerFactory != null) {
            final ConfigVerificationResult read = run(new Reading(), sample);
            results.add(read);
            if (read.getOutcome() != ConfigVerificationResult.Outcome.SUCCESSFUL) {
                return results;
            }
        }
        checks.forEach(check -> results.add(run(check, sample)));
        return results;
    }

    private ConfigVerificationResult run(final SampleCheck check, final Sample sample) {
        try {
            return check.check(sample);
        } catch (final IOException | MalformedRecordException | SchemaNotFoundException | RuntimeException e) {
            logger.debug("Verification step {} failed", check.step(), e);
            return StepResult.failed(
                    check.step(),
                    e instanceof ProcessException
                            ? e.getMessage()
                            : UnreadableContentException.of(e).getMessage());
        }
    }

    private static final class Reading implements SampleCheck {

        @Override
        public String step() {
            return READ_SAMPLE;
        }

        @Override
        public ConfigVerificationResult check(final Sample sample)
                throws IOException, MalformedRecordException, SchemaNotFoundException {
            try (InputRecords records = sample.records()) {
                final InputRecord first = records.next();
                if (first == null) {
                    return StepResult.failed(READ_SAMPLE, "The Record Reader finds no record in the sample");
                }

                int count = 1;
                while (records.next() != null) {
                    count++;
                }
                return StepResult.successful(
                        READ_SAMPLE,
                        "%d %s; fields: %s".formatted(count, count == 1 ? "record" : "records", fields(first)));
            }
        }

        private static String fields(final InputRecord record) {
            final List<RecordField> fields = record.record().getSchema().getFields();
            return fields.stream()
                            .limit(MOST_FIELDS)
                            .map(field -> "%s (%s)".formatted(field.getFieldName(), field.getDataType()))
                            .collect(Collectors.joining(", "))
                    + (fields.size() > MOST_FIELDS ? ", …" : "");
        }
    }
}
