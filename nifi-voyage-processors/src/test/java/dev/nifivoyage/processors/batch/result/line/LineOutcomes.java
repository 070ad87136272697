/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result.line;

import dev.nifivoyage.processors.record.RecordError;

import java.nio.charset.StandardCharsets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

/**
 * Unwraps the outcomes of lines.
 */
final class LineOutcomes {

    private LineOutcomes() {}

    static <R> R result(final ResultLine<R> line) {
        assertInstanceOf(Outcome.Success.class, line.outcome());
        return ((Outcome.Success<R>) line.outcome()).result();
    }

    static RecordError error(final ResultLine<?> line) {
        return assertInstanceOf(Outcome.Failure.class, line.outcome()).error();
    }

    /** Decodes a line that stands between others. */
    static <R> ResultLine<R> decode(final LineDecoder<R> decoder, final String line) throws MalformedLineException {
        final byte[] bytes = ("before\n" + line + "\n{\"embedding\":[1]}").getBytes(StandardCharsets.UTF_8);
        final int start = "before\n".length();
        try {
            return decoder.decode(bytes, start, bytes.length);
        } finally {
            assertEquals(start + line.getBytes(StandardCharsets.UTF_8).length, decoder.end());
        }
    }
}
