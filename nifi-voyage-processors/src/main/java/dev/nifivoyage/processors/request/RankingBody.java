/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.request;

import com.fasterxml.jackson.core.JsonGenerator;

import java.io.IOException;
import java.util.List;

/**
 * A request to rank documents for a query: {@code {"query":"…","documents":["…","…"]}}.
 *
 * @param query not blank
 * @param documents at least one
 */
public record RankingBody(String query, List<String> documents) implements RequestBody {

    @Override
    public void write(final JsonGenerator generator) throws IOException {
        generator.writeStringField("query", query);
        generator.writeArrayFieldStart("documents");
        for (final String document : documents) {
            generator.writeString(document);
        }
        generator.writeEndArray();
    }

    @Override
    public int textCount() {
        return documents.size();
    }

    // the query is billed once for each document
    @Override
    public long estimatedTokens() {
        return TokenEstimate.ofText(query) * documents.size()
                + documents.stream().mapToLong(TokenEstimate::ofText).sum();
    }
}
