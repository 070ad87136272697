/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.client;

import dev.nifivoyage.service.api.FileContent;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;
import okio.Okio;
import okio.Source;

import java.io.IOException;

/**
 * Streams a {@link FileContent} into a request, opened again for each attempt.
 */
final class FileContentBody extends RequestBody {
    private static final MediaType JSON_LINES = MediaType.get("application/jsonl");

    private final FileContent content;

    FileContentBody(final FileContent content) {
        this.content = content;
    }

    @Override
    public MediaType contentType() {
        return JSON_LINES;
    }

    @Override
    public long contentLength() {
        return content.size();
    }

    @Override
    public void writeTo(final BufferedSink sink) throws IOException {
        try (Source source = Okio.source(content.open())) {
            sink.writeAll(source);
        }
    }
}
