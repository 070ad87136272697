/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.request;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import dev.nifivoyage.processors.record.path.Utf8Text;

import java.io.IOException;

/**
 * A request to embed one text: {@code {"input":["…"]}}.
 */
public record TextBody(Utf8Text text) implements RequestBody {
    private static final SerializedString INPUT = new SerializedString("input");

    @Override
    public void write(final JsonGenerator generator) throws IOException {
        // the text is already encoded, so the generator need not encode it again
        generator.writeFieldName(INPUT);
        generator.writeStartArray();
        generator.writeUTF8String(text.bytes(), 0, text.bytes().length);
        generator.writeEndArray();
    }

    @Override
    public int textCount() {
        return 1;
    }

    @Override
    public long estimatedTokens() {
        return TokenEstimate.ofBytes(text.bytes().length);
    }
}
