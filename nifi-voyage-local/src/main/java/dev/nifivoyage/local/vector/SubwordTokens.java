/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.vector;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.CharSpan;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/**
 * Texts as the numbered subwords of the sentence model's own vocabulary.
 */
final class SubwordTokens {

    private final HuggingFaceTokenizer tokenizer;

    /**
     * Reads a {@code tokenizer.json}. The text is neither truncated nor padded, regardless of that file.
     */
    SubwordTokens(final InputStream tokenizerJson) throws IOException {
        // otherwise the library reports its use, and may download files that its jar lacks
        System.setProperty("ai.djl.offline", "true");
        tokenizer = HuggingFaceTokenizer.newInstance(
                tokenizerJson, Map.of("truncation", "false", "padding", "false", "addSpecialTokens", "false"));
    }

    /**
     * Returns the token IDs, without the special tokens at start and end.
     */
    long[] ids(final String text) {
        return encode(new ReadableText(text)).getIds();
    }

    /**
     * At least 1 for any text that is not empty.
     */
    int count(final String text) {
        return text.isEmpty() ? 0 : Math.max(1, ids(text).length);
    }

    /**
     * Truncates a text after a number of tokens; returns the text itself if it has no more.
     */
    String truncate(final String text, final int maximumTokens) {
        if (maximumTokens <= 0) {
            return "";
        }
        // a token has at least one character
        if (text.length() <= maximumTokens) {
            return text;
        }
        final ReadableText readable = new ReadableText(text);
        final CharSpan[] spans = encode(readable).getCharTokenSpans();
        return spans.length <= maximumTokens
                ? text
                : text.substring(0, readable.originalIndex(spans[maximumTokens - 1].getEnd()));
    }

    private Encoding encode(final ReadableText readable) {
        return tokenizer.encode(readable.text(), false, false);
    }
}
