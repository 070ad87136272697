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
 * The result for one query: its documents, or the most relevant ones, in descending order of their scores.
 *
 * @param documents ranked documents, at least one
 */
public record Ranking(List<Ranked> documents) {

    /**
     * Returns the ranking in a real-time response.
     */
    public static Ranking of(final RerankResponse response) {
        return new Ranking(response.documents().stream()
                .map(document -> new Ranked(document.index(), document.score(), document.text()))
                .toList());
    }

    /**
     * Returns the difference between the indexes and the positions in the query's list of documents: 0 unless Voyage
     * counts over a whole job, as has been seen for embeddings. Empty if no offset fits the indexes.
     *
     * @param texts texts of the query's documents
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

        // if only some documents were returned, only their texts identify them
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
            // a text may be returned truncated
            return position >= 0
                    && position < texts.size()
                    && (document.text() == null || texts.get((int) position).startsWith(document.text()));
        });
    }

    /**
     * A document and its relevance.
     *
     * @param index index returned by Voyage
     * @param score relevance to the query
     * @param text text of the document if it was requested, or null
     */
    public record Ranked(long index, double score, String text) {}
}
