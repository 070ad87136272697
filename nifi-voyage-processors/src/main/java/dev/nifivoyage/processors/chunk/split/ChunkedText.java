/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.chunk.split;

import java.util.List;

/**
 * A text and its chunks.
 *
 * @param text that the positions refer to: the text that was split, or the text of an HTML page
 * @param spans the positions of the chunks, in order; empty if nothing in the text is visible
 */
public record ChunkedText(String text, List<TextSpan> spans) {

    public String chunk(final int index) {
        final TextSpan span = spans.get(index);
        return text.substring(span.start(), span.end());
    }
}
