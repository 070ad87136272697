/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.realtime;

import dev.nifivoyage.processors.attribute.ErrorCode;
import dev.nifivoyage.processors.record.BlankText;
import dev.nifivoyage.processors.record.RecordError;
import dev.nifivoyage.processors.record.UnusableText;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.processor.ProcessSession;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * A FlowFile as one text in UTF-8.
 *
 * @param text the content exactly as it stands there but for a byte order mark at its beginning, or null
 * @param error why it cannot be embedded, or null
 */
record FlowFileText(String text, RecordError error) {
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    /**
     * Reads the content.
     *
     * @param maximumBytes a larger content is not read
     */
    static FlowFileText read(final ProcessSession session, final FlowFile flowFile, final int maximumBytes)
            throws IOException {
        if (flowFile.getSize() > maximumBytes) {
            return new FlowFileText(
                    null,
                    new RecordError(
                            ErrorCode.TEXT_TOO_LARGE,
                            "The FlowFile has %d bytes, and Maximum Text Size is %d: cut it into chunks, or set a Record Reader if it holds records"
                                    .formatted(flowFile.getSize(), maximumBytes)));
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
            final String text =
                    !content.isEmpty() && content.charAt(0) == BYTE_ORDER_MARK ? content.substring(1) : content;
            return BlankText.isBlank(text)
                    ? new FlowFileText(
                            null,
                            new RecordError(
                                    UnusableText.BLANK.code(),
                                    "The FlowFile is empty, or holds nothing but white space and invisible characters"))
                    : new FlowFileText(text, null);
        } catch (final CharacterCodingException e) {
            final String reason = isUtf16(bytes)
                    ? "its byte order mark is that of UTF-16. Convert it with ConvertCharacterSet"
                    : e.getMessage();
            return new FlowFileText(
                    null, new RecordError(ErrorCode.NOT_TEXT, "The content is no text in UTF-8: " + reason));
        }
    }

    // neither pair of bytes occurs in UTF-8
    private static boolean isUtf16(final byte[] bytes) {
        return bytes.length > 1
                && (bytes[0] == (byte) 0xFE && bytes[1] == (byte) 0xFF
                        || bytes[0] == (byte) 0xFF && bytes[1] == (byte) 0xFE);
    }
}
