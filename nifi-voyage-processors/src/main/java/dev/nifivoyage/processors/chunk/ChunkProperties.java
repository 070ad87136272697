/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.chunk;

import dev.nifivoyage.processors.chunk.split.SizeUnit;
import dev.nifivoyage.processors.chunk.split.TextFormat;
import dev.nifivoyage.processors.chunk.split.TextSplitter;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.ValidationResult;
import org.apache.nifi.context.PropertyContext;
import org.apache.nifi.processor.util.StandardValidators;

import java.util.List;

/**
 * The properties that determine where a text is split.
 */
final class ChunkProperties {
    private static final int LARGEST_CHUNK = 1_000_000;

    static final PropertyDescriptor TEXT_FORMAT = new PropertyDescriptor.Builder()
            .name("Text Format")
            .description("Specifies the format of the texts, which determines where headings and paragraphs begin")
            .required(true)
            .allowableValues(TextFormat.class)
            .defaultValue(TextFormat.PLAIN_TEXT)
            .build();

    static final PropertyDescriptor SIZE_UNIT = new PropertyDescriptor.Builder()
            .name("Size Unit")
            .description("Specifies the unit of Maximum Chunk Size and Overlap")
            .required(true)
            .allowableValues(SizeUnit.class)
            .defaultValue(SizeUnit.TOKENS)
            .build();

    static final PropertyDescriptor MAXIMUM_CHUNK_SIZE = new PropertyDescriptor.Builder()
            .name("Maximum Chunk Size")
            .description(
                    "Maximum size of a chunk, including its overlap. A chunk ends at the last of the strongest boundaries within this size: "
                            + "headings, then paragraphs, sentences, lines, words, and characters.")
            .required(true)
            .defaultValue("512")
            .addValidator(StandardValidators.createLongValidator(TextSplitter.SMALLEST_CHUNK, LARGEST_CHUNK, true))
            .build();

    static final PropertyDescriptor OVERLAP = new PropertyDescriptor.Builder()
            .name("Overlap")
            .description(
                    "Maximum size of the text that a chunk repeats from the end of the chunk before it, less than Maximum Chunk Size. "
                            + "It begins at a sentence, or else at a word. Contextualized embeddings need no overlap.")
            .required(true)
            .defaultValue("0")
            .addValidator(StandardValidators.NON_NEGATIVE_INTEGER_VALIDATOR)
            .build();

    private ChunkProperties() {}

    static TextSplitter splitter(final PropertyContext context) {
        return new TextSplitter(
                context.getProperty(TEXT_FORMAT).asAllowableValue(TextFormat.class),
                context.getProperty(SIZE_UNIT).asAllowableValue(SizeUnit.class),
                context.getProperty(MAXIMUM_CHUNK_SIZE).asInteger(),
                context.getProperty(OVERLAP).asInteger());
    }

    /**
     * Returns an error if a chunk would be nothing but overlap.
     */
    static List<ValidationResult> validate(final PropertyContext context) {
        final int overlap = context.getProperty(OVERLAP).asInteger();
        final int maximum = context.getProperty(MAXIMUM_CHUNK_SIZE).asInteger();
        return overlap < maximum
                ? List.of()
                : List.of(new ValidationResult.Builder()
                        .subject(OVERLAP.getName())
                        .input(Integer.toString(overlap))
                        .valid(false)
                        .explanation("Overlap must be less than Maximum Chunk Size, which is %d".formatted(maximum))
                        .build());
    }
}
