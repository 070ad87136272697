/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.record.path;

import dev.nifivoyage.processors.attribute.ErrorCode;
import dev.nifivoyage.processors.record.RecordError;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.processor.ProcessSession;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * The content of a FlowFile as one text in UTF-8.
 */
public sealed interface FlowFileText {

    /**
     * @param text the content without a byte order mark, otherwise unchanged
     */
    record Usable(String text) implements FlowFileText {}

    /**
     * @param error the reason why the content cannot be used
     */
    record Unusable(RecordError error) implements FlowFileText {}

    /**
     * Reads the content.
     *
     * @param maximumBytes larger content is not read
     * @param advice what to do about larger content, as the end of a sentence
     */
    static FlowFileText read(
            final ProcessSession session, final FlowFile flowFile, final int maximumBytes, final String advice)
            throws IOException {
        if (flowFile.getSize() > maximumBytes) {
            return unusable(
                    ErrorCode.TEXT_TOO_LARGE,
                    "The FlowFile has %d bytes, but Maximum Text Size is %d: %s, or set a Record Reader if it contains records"
                            .formatted(flowFile.getSize(), maximumBytes, advice));
        }

        final byte[] bytes;
        try (InputStream input = session.read(flowFile)) {
            bytes = input.readNBytes(maximumBytes);
        }
        try {
            final String content = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            final String text = content.startsWith("\uFEFF") ? content.substring(1) : content;
            return BlankText.isBlank(text)
                    ? unusable(
                            ErrorCode.BLANK_TEXT,
                            "The FlowFile is empty, or contains only white space and invisible characters")
                    : new Usable(text);
        } catch (final CharacterCodingException e) {
            return unusable(
                    ErrorCode.NOT_TEXT,
                    "The content is not text in UTF-8: %s"
                            .formatted(
                                    isUtf16(bytes)
                                            ? "its byte order mark is that of UTF-16. Convert it with ConvertCharacterSet"
                                            : e.getMessage()));
        }
    }

    private static FlowFileText unusable(final ErrorCode code, final String message) {
        return new Unusable(new RecordError(code, message));
    }

    // neither byte order mark can occur in UTF-8
    private static boolean isUtf16(final byte[] bytes) {
        return bytes.length > 1
                && (bytes[0] == (byte) 0xFE && bytes[1] == (byte) 0xFF
                        || bytes[0] == (byte) 0xFF && bytes[1] == (byte) 0xFE);
    }
}
