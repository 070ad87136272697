/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.request;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TokenEstimateTest {

    @ParameterizedTest
    @ValueSource(strings = {"a", "abcd", "Grüße aus Köln", "Привет, мир", "日本語のテキスト", "thumbs up 👍🏽"})
    void isAThirdOfTheBytesRoundedUp(final String text) {
        assertEquals(Math.ceilDiv(text.getBytes(StandardCharsets.UTF_8).length, 3), TokenEstimate.ofText(text));
    }

    @Property(tries = 200)
    void sharesAddUpAndAreWithinOneOfTheirProportion(
            @ForAll @Size(min = 1, max = 20) final List<@StringLength(min = 1, max = 50) String> texts,
            @ForAll @IntRange(max = 100_000) final int tokens) {
        final int[] shares = TokenEstimate.shares(texts, tokens);

        assertEquals(tokens, IntStream.of(shares).sum());
        final long estimate = texts.stream().mapToLong(TokenEstimate::ofText).sum();
        for (int i = 0; i < shares.length; i++) {
            assertTrue(shares[i] >= 0);
            assertEquals((double) tokens * TokenEstimate.ofText(texts.get(i)) / estimate, shares[i], 1);
        }
    }
}
