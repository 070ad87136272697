/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.response;

import dev.nifivoyage.service.api.RerankResponse;

import java.util.List;
import java.util.Optional;

/**
 * The answer for one query: its documents, or the most relevant ones, in descending order of their scores.
 *
 * @param documents at least one
 */
public record Ranking(List<Ranked> documents) {

    /**
     * The ranking that an answer in real time gives.
     */
    public static Ranking of(final RerankResponse response) {
        return new Ranking(response.documents().stream()
                .map(document -> new Ranked(document.index(), document.score(), document.text()))
                .toList());
    }

    /**
     * What is to be subtracted from the indexes to get the positions in the query's list of documents; 0 unless Voyage counts over a whole job, as it was seen to do for
     * embeddings. Empty when the indexes fit no such number.
     *
     * @param texts the query's documents
     */
    public Optional<Long> offset(final List<String> texts) {
        if (fits(texts, 0)) {
            return Optional.of(0L);
        }

        if (documents.size() == texts.size()) {
            final long lowest =
                    documents.stream().mapToLong(Ranked::index).min().orElse(0);
            return fits(texts, lowest) ? Optional.of(lowest) : Optional.empty();
        }

        // of some documents only, nothing but their texts tells where they stand
        final Ranked first = documents.getFirst();
        for (int i = 0; first.text() != null && i < texts.size(); i++) {
            if (fits(texts, first.index() - i)) {
                return Optional.of(first.index() - i);
            }
        }

        return Optional.empty();
    }

    private boolean fits(final List<String> texts, final long offset) {
        return documents.stream().allMatch(document -> {
            final long position = document.index() - offset;
            // a text may come back as far as it was read
            return position >= 0
                    && position < texts.size()
                    && (document.text() == null || texts.get((int) position).startsWith(document.text()));
        });
    }

    /**
     * A document and its relevance.
     *
     * @param index as Voyage gives it
     * @param score relevance to the query
     * @param text the document, when it was asked for, or null
     */
    public record Ranked(long index, double score, String text) {}
}
