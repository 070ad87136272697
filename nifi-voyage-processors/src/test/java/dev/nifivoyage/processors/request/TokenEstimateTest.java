/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.request;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;

import static org.junit.jupiter.api.Assertions.assertEquals;

class TokenEstimateTest {

    @ParameterizedTest
    @ValueSource(strings = {"a", "abcd", "Grüße aus Köln", "Привет, мир", "日本語のテキスト", "thumbs up 👍🏽"})
    void isAThirdOfTheBytesRoundedUp(final String text) {
        assertEquals(Math.ceilDiv(text.getBytes(StandardCharsets.UTF_8).length, 3), TokenEstimate.ofText(text));
    }
}
