/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result.line;

import dev.nifivoyage.processors.response.Ranking;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Optional;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

class RankingLineDecoderTest {
    private static final List<String> TEXTS = List.of("zero", "one", "two");

    @Test
    void readsAnResponseAndOrdersItByScore() throws Exception {
        final ResultLine<Ranking> line = decode("""
                    [{"index":2,"relevance_score":0.25},{"relevance_score":0.5,"index":0,"document":"zero","more":{"a":[1]}}]""");

        assertInstanceOf(Outcome.Success.class, line.outcome());
        assertEquals(7, line.tokens());
        assertEquals(
                List.of(new Ranking.Ranked(0, 0.5, "zero"), new Ranking.Ranked(2, 0.25, null)),
                LineOutcomes.result(line).documents());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        []
        [{"index":0}]
        [{"relevance_score":0.5}]
        [{"index":0,"relevance_score":null}]
        [{"index":0.5,"relevance_score":1}]
        [7]
        [{"index":0,"relevance_score":0.5},{"index":0,"relevance_score":0.4}]
        """)
    void rejectsResponsesThatAreNoRanking(final String data) throws Exception {
        final ResultLine<Ranking> line = decode(data);

        assertEquals("invalid_ranking", LineOutcomes.error(line).code());
        assertEquals("id", line.customId());
        assertEquals(7, line.tokens());
    }

    @Test
    void tellsFromWhichIndexVoyageCounts() {
        assertEquals(
                Optional.of(0L),
                ranking(ranked(0, null), ranked(2, null), ranked(1, null)).offset(TEXTS));
        assertEquals(
                Optional.of(5L),
                ranking(ranked(7, null), ranked(5, null), ranked(6, null)).offset(TEXTS));
        assertEquals(Optional.of(0L), ranking(ranked(1, "one")).offset(TEXTS));
        assertEquals(Optional.of(1L), ranking(ranked(2, "one")).offset(TEXTS));
        assertEquals(
                Optional.of(8L), ranking(ranked(10, "two"), ranked(8, "zero")).offset(TEXTS));
        assertEquals(
                Optional.empty(), ranking(ranked(3, null)).offset(TEXTS), "one of three documents, by its index alone");
        assertEquals(Optional.empty(), ranking(ranked(1, "of another query")).offset(TEXTS));
        assertEquals(
                Optional.empty(),
                ranking(ranked(0, null), ranked(2, null), ranked(4, null)).offset(TEXTS));
    }

    private static Ranking ranking(final Ranking.Ranked... documents) {
        return new Ranking(List.of(documents));
    }

    private static Ranking.Ranked ranked(final long index, final String text) {
        return new Ranking.Ranked(index, 0.5, text);
    }

    private static ResultLine<Ranking> decode(final String data) throws MalformedLineException {
        final String line = """
                    {"custom_id":"id","response":{"status_code":200,"body":{"data":%s,"usage":{"total_tokens":7}}},"error":null}""".formatted(data);
        return LineOutcomes.decode(new RankingLineDecoder(), line);
    }
}
