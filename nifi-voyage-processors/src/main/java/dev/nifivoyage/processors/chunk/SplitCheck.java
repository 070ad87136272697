/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.chunk;

import dev.nifivoyage.processors.chunk.split.ChunkedText;
import dev.nifivoyage.processors.chunk.split.TextSplitter;
import dev.nifivoyage.processors.record.InputRecords;
import dev.nifivoyage.processors.record.path.BlankText;
import dev.nifivoyage.processors.record.path.RecordText;
import dev.nifivoyage.processors.record.path.TextRecordPath;
import dev.nifivoyage.processors.verification.Sample;
import dev.nifivoyage.processors.verification.SampleCheck;
import dev.nifivoyage.processors.verification.StepResult;
import dev.nifivoyage.processors.verification.ValueText;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.schema.access.SchemaNotFoundException;
import org.apache.nifi.serialization.MalformedRecordException;

import java.io.IOException;

/**
 * Splits the text of the first record of a sample, or the sample itself.
 *
 * @param textPath path to the text; null if the sample is one text
 */
record SplitCheck(TextSplitter splitter, String textPath) implements SampleCheck {
    static final String SPLIT_TEXT = "Split Text";

    @Override
    public String step() {
        return SPLIT_TEXT;
    }

    @Override
    public ConfigVerificationResult check(final Sample sample)
            throws IOException, MalformedRecordException, SchemaNotFoundException {
        if (textPath == null) {
            return BlankText.isBlank(sample.content())
                    ? StepResult.failed(SPLIT_TEXT, "The text is blank")
                    : split(sample.content());
        }

        try (InputRecords records = sample.records()) {
            final RecordText text = new TextRecordPath(textPath).read(records.next());
            return text.isUsable()
                    ? split(text.text())
                    : StepResult.failed(SPLIT_TEXT, text.unusable().message());
        }
    }

    private ConfigVerificationResult split(final String text) {
        final ChunkedText chunks = splitter.split(text);
        return chunks.spans().isEmpty()
                ? StepResult.failed(SPLIT_TEXT, "The HTML has no text")
                : StepResult.successful(
                        SPLIT_TEXT,
                        "%,d characters become %,d %s, the first of which is %s"
                                .formatted(
                                        text.length(),
                                        chunks.spans().size(),
                                        chunks.spans().size() == 1 ? "chunk" : "chunks",
                                        ValueText.quoted(chunks.chunk(0))));
    }
}
