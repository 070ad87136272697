/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.chunk.split;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Tuple;

/**
 * Texts of what is hard to split: scripts without spaces, characters of several code points, and broken markup.
 */
public final class AnyTexts {

    private AnyTexts() {}

    public static Arbitrary<String> texts() {
        final Arbitrary<String> words =
                Arbitraries.of("a", "word", "Sentence. ", "Really?! ", "e.g. ", "3.14", "well-known", "x".repeat(60));
        final Arbitrary<String> scripts = Arbitraries.of(
                "中文没有空格。",
                "日本語の文。",
                "ภาษาไทยไม่มีช่องว่าง",
                "עברית",
                "हिन्दी। ",
                "e\u0301",
                "Z\u0351\u036B\u0343\u036A\u0302\u036B\u033D\u034F\u0334\u0319\u0324\u031E\u0349\u035A\u032F\u031E",
                "👨‍👩‍👧‍👦",
                "🏳️‍🌈",
                "🇩🇪",
                "🏴\uDB40\uDC67\uDB40\uDC62\uDB40\uDC65\uDB40\uDC6E\uDB40\uDC67\uDB40\uDC7F",
                "👍🏽",
                "𝔘𝔫𝔦",
                "각");
        final Arbitrary<String> spaces = Arbitraries.of(
                " ",
                "  ",
                "\n",
                "\r\n",
                "\r",
                "\n\n",
                "\r\n\r\n",
                "\t",
                "\f",
                "\u000B",
                "\u0085",
                "\u00A0",
                "\u2003",
                "\u2028",
                "\u2029",
                "\u200B",
                "\u200D",
                "\uFEFF",
                "\u0000",
                "\u0301");
        final Arbitrary<String> markup = Arbitraries.of(
                "# ",
                "\n# Heading\n",
                "\n## Second\n\n",
                "\nSetext\n===\n",
                "\n- item",
                "\n1. item\n   - nested\n",
                "\n> quote\n",
                "\n```\ncode\n\ncode\n```\n",
                "    indented\n",
                "\n| a | b |\n|---|---|\n| 1 | 2 |\n",
                "[link]: /url\n",
                "<h1>",
                "</h1>",
                "<h2>title</h2>",
                "<p>",
                "</div>",
                "<br>",
                "<pre> a\n b</pre>",
                "<li>",
                "<td>cell</td>",
                "<script>no</script>",
                "&amp;",
                "&#x1F600;",
                "<!--",
                "-->");
        final Arbitrary<String> any = Arbitraries.integers()
                .between(0, Character.MAX_CODE_POINT)
                .filter(point -> point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE)
                .map(Character::toString);
        return Arbitraries.frequencyOf(
                        Tuple.of(6, words),
                        Tuple.of(4, scripts),
                        Tuple.of(5, spaces),
                        Tuple.of(3, markup),
                        Tuple.of(2, any))
                .list()
                .ofMaxSize(40)
                .map(parts -> String.join("", parts));
    }
}
