/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.batch;

import java.util.Arrays;

/**
 * The index of the requests of an input file: a few numbers for each line.
 */
final class InputIndex {

    private long[] offsets = new long[1024];
    private int[] lengths = new int[1024];
    private int[] lineNumbers = new int[1024];
    private long[] firstTexts = new long[1024];
    private int size;
    private long texts;

    void add(final long offset, final int length, final int lineNumber, final int lineTexts) {
        if (size == offsets.length) {
            final int larger = size * 2;
            offsets = Arrays.copyOf(offsets, larger);
            lengths = Arrays.copyOf(lengths, larger);
            lineNumbers = Arrays.copyOf(lineNumbers, larger);
            firstTexts = Arrays.copyOf(firstTexts, larger);
        }
        offsets[size] = offset;
        lengths[size] = length;
        lineNumbers[size] = lineNumber;
        firstTexts[size] = texts;
        size++;
        texts += lineTexts;
    }

    int size() {
        return size;
    }

    long offset(final int request) {
        return offsets[request];
    }

    int length(final int request) {
        return lengths[request];
    }

    int lineNumber(final int request) {
        return lineNumbers[request];
    }

    /**
     * Returns the number of texts before this request.
     */
    long firstText(final int request) {
        return firstTexts[request];
    }

    int texts(final int request) {
        return (int) ((request + 1 < size ? firstTexts[request + 1] : texts) - firstTexts[request]);
    }
}
