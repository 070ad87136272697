/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.multimodal;

import dev.nifivoyage.processors.attribute.ErrorCode;
import dev.nifivoyage.processors.realtime.input.MixedInput;
import dev.nifivoyage.processors.realtime.input.MixedPart;
import dev.nifivoyage.processors.realtime.input.RecordInput;
import dev.nifivoyage.processors.realtime.input.UnusableInputException;
import dev.nifivoyage.processors.record.RecordError;
import dev.nifivoyage.processors.record.path.FlowFileText;
import dev.nifivoyage.service.api.embedding.MediaKind;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.flowfile.attributes.CoreAttributes;
import org.apache.nifi.processor.ProcessSession;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads a FlowFile as one image or video, or as one text if its MIME type is one of text.
 */
public final class FlowFileReader {
    private static final String PLACE = "The FlowFile";

    private final int maximumBytes;

    /**
     * @param maximumBytes larger FlowFiles are not read
     */
    public FlowFileReader(final int maximumBytes) {
        this.maximumBytes = maximumBytes;
    }

    public RecordInput read(final ProcessSession session, final FlowFile flowFile) throws IOException {
        final Optional<String> mimeType = Optional.ofNullable(flowFile.getAttribute(CoreAttributes.MIME_TYPE.key()));
        if (flowFile.getSize() > maximumBytes) {
            return new RecordInput.Unusable(new RecordError(
                    ErrorCode.FILE_TOO_LARGE,
                    "The FlowFile has %,d bytes, but Maximum File Size is %,d"
                            .formatted(flowFile.getSize(), maximumBytes)));
        }
        if (mimeType.filter(type -> isOf(type, "text/")).isPresent()) {
            return switch (FlowFileText.read(session, flowFile, maximumBytes, "split it with ChunkText")) {
                case FlowFileText.Usable(final String text) ->
                    new RecordInput.Usable(MixedInput.of(new MixedPart.Text(text)));
                case FlowFileText.Unusable(final RecordError error) -> new RecordInput.Unusable(error);
            };
        }
        final byte[] bytes;
        try (InputStream input = session.read(flowFile)) {
            bytes = input.readNBytes(maximumBytes);
        }
        try {
            return new RecordInput.Usable(MixedInput.of(MediaParser.parse(bytes, mimeType, kind(mimeType), PLACE)));
        } catch (final UnusableInputException e) {
            return new RecordInput.Unusable(e.error());
        }
    }

    private static Optional<MediaKind> kind(final Optional<String> mimeType) {
        return mimeType.flatMap(type -> isOf(type, "image/")
                ? Optional.of(MediaKind.IMAGE)
                : isOf(type, "video/") ? Optional.of(MediaKind.VIDEO) : Optional.empty());
    }

    private static boolean isOf(final String mimeType, final String prefix) {
        return mimeType.strip().toLowerCase(Locale.ROOT).startsWith(prefix);
    }
}
