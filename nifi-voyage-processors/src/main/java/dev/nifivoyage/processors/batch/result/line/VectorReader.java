/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result.line;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.nifivoyage.service.api.embedding.Embedding;
import dev.nifivoyage.service.api.embedding.EmbeddingDataType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads the vectors of a result line. First cuts the arrays of numbers out, which leaves the JSON parser with a line of
 * about 200 bytes instead of 12,000 to 22,000. Reused from line to line.
 */
final class VectorReader {
    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .build();
    /** Includes the quotes: within a JSON string they would be escaped, so these bytes are always a complete string. */
    private static final byte[] FIELD = "\"embedding\"".getBytes(StandardCharsets.US_ASCII);

    private static final int NONE = -1;

    private final EmbeddingDataType dataType;
    private final NumberArrayParser numbers;
    private final VectorBuffer others;

    private final List<CutArray> cuts = new ArrayList<>();
    private int nextCut;
    private int cutsRead;
    private LineSpan span;
    private int end;
    private byte[] rest = new byte[1024];
    private int restLength;

    VectorReader(final EmbeddingDataType dataType) {
        this.dataType = dataType;
        this.numbers = NumberArrayParser.of(dataType);
        this.others = new VectorBuffer(dataType);
    }

    /**
     * An array that is not in the line that the JSON parser reads.
     *
     * @param position position between the brackets of the empty array that remains
     * @param span the array with its brackets
     */
    private record CutArray(int position, LineSpan span, byte[] packed) {}

    /**
     * Returns a parser of the line without the numbers of its vectors. The line ends before a line feed, for which the
     * numbers are not searched, or at the limit.
     */
    JsonParser parser(final byte[] bytes, final int start, final int limit) throws MalformedLineException {
        reset();
        int copied = start;
        int array = findArray(bytes, start, limit);
        while (array != NONE) {
            int searched = array;
            if (numbers.read(bytes, array, limit)) {
                keepRest(bytes, copied, array);
                copied = numbers.end();
                searched = copied;
                cuts.add(new CutArray(
                        restLength, new LineSpan(array - 1 - start, copied - array + 2), numbers.toBytes()));
            }
            array = findArray(bytes, searched, limit);
        }
        if (cuts.isEmpty()) {
            return open(bytes, start, end - start);
        }

        keepRest(bytes, copied, end);
        return open(rest, 0, restLength);
    }

    /**
     * Returns the position after the line.
     */
    int end() {
        return end;
    }

    /**
     * Returns a parser of the whole line, of which {@link #parser} has returned a part.
     */
    JsonParser wholeParser(final byte[] bytes, final int start) throws MalformedLineException {
        reset();
        return open(bytes, start, end - start);
    }

    private void reset() {
        cuts.clear();
        nextCut = 0;
        cutsRead = 0;
        span = null;
        restLength = 0;
    }

    private static JsonParser open(final byte[] bytes, final int offset, final int length)
            throws MalformedLineException {
        try {
            return JSON.createParser(bytes, offset, length);
        } catch (final IOException e) {
            throw new MalformedLineException("Failed to decode the result line", e);
        }
    }

    private void keepRest(final byte[] bytes, final int from, final int to) {
        final int length = to - from;
        if (restLength + length > rest.length) {
            rest = Arrays.copyOf(rest, (restLength + length) * 2);
        }
        System.arraycopy(bytes, from, rest, restLength, length);
        restLength += length;
    }

    /**
     * Returns whether an array was cut that is not a vector, but for example in the message of an error. Then the whole
     * line must be read.
     */
    boolean hasUnreadCuts() {
        return cutsRead < cuts.size();
    }

    /**
     * Reads the current value of the parser to its end.
     *
     * @throws MalformedLineException if it is not a vector of the data type
     */
    Embedding read(final JsonParser parser) throws IOException, MalformedLineException {
        final CutArray cut = parser.currentToken() == JsonToken.START_ARRAY ? cut(parser) : null;
        if (cut == null) {
            span = null;
            return others.readToEnd(parser);
        }

        parser.nextToken();
        cutsRead++;
        span = cut.span();
        return Embedding.ofPacked(dataType, cut.packed());
    }

    // another array may be a vector too, under an escaped name
    private CutArray cut(final JsonParser parser) {
        final long position = cuts.isEmpty() ? NONE : parser.currentLocation().getByteOffset();
        while (nextCut < cuts.size() && cuts.get(nextCut).position() < position) {
            nextCut++;
        }

        return nextCut < cuts.size() && cuts.get(nextCut).position() == position ? cuts.get(nextCut) : null;
    }

    /**
     * Returns the array of the vector that was read last, or null if it is none that {@link #ofArray} accepts.
     */
    LineSpan span() {
        return span;
    }

    /**
     * Returns the vector of an array with its brackets.
     */
    Embedding ofArray(final byte[] array) {
        if (!numbers.read(array, 1, array.length)) {
            throw new IllegalStateException("The numbers of a vector have changed in the temporary file");
        }

        return Embedding.ofPacked(dataType, numbers.toBytes());
    }

    // returns the position after the opening bracket, or sets the end of the line
    private int findArray(final byte[] bytes, final int start, final int limit) {
        for (int i = start; i < limit; i++) {
            if (bytes[i] == '\n') {
                end = i;
                return NONE;
            }
            if (bytes[i] == '"'
                    && i + FIELD.length < limit
                    && bytes[i + 1] == FIELD[1]
                    && Arrays.equals(bytes, i, i + FIELD.length, FIELD, 0, FIELD.length)
                    && (i == start || bytes[i - 1] != '\\')) {
                final int colon = skipBlanks(bytes, i + FIELD.length, limit);
                final int bracket = colon < limit && bytes[colon] == ':' ? skipBlanks(bytes, colon + 1, limit) : limit;
                if (bracket < limit && bytes[bracket] == '[') {
                    return bracket + 1;
                }
            }
        }

        end = limit;
        return NONE;
    }

    private static int skipBlanks(final byte[] bytes, final int start, final int limit) {
        int position = start;
        while (position < limit && bytes[position] == ' ') {
            position++;
        }

        return position;
    }
}
