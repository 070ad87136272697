/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.api;

import java.util.List;

/**
 * The response to a real-time rerank request.
 *
 * @param documents all documents of the request or the top k, in descending order of their scores; each at most once
 * @param tokens billed tokens: those of the query for each document, and those of the documents; 0 if unknown
 */
public record RerankResponse(List<Ranked> documents, long tokens) {

    public RerankResponse {
        documents = List.copyOf(documents);
    }

    /**
     * A document and its relevance.
     *
     * @param index position in the request's list of documents, from 0
     * @param score relevance to the query; a finite number
     * @param text the possibly truncated document if requested, or null
     */
    public record Ranked(int index, double score, String text) {}
}
