/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.response;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * A result, from Voyage or the cache. Not thread-safe.
 *
 * @param <R> result of one request
 */
public final class BilledResult<R> {
    private final Supplier<R> parser;
    private final int tokens;
    private final byte[] numbers;
    private R result;

    /**
     * @param tokens tokens billed for the request when it was sent; 0 if unknown
     */
    public BilledResult(final R result, final int tokens) {
        this(() -> result, tokens, null);
    }

    /**
     * @param parser parses the result; called once, if at all
     * @param tokens tokens billed for the request when it was sent; 0 if unknown
     * @param numbers JSON array of the numbers of a vector, as Voyage wrote it, in ASCII; null if there is none
     */
    public BilledResult(final Supplier<R> parser, final int tokens, final byte[] numbers) {
        this.parser = parser;
        this.tokens = tokens;
        this.numbers = numbers;
    }

    public R result() {
        if (result == null) {
            result = parser.get();
        }
        return result;
    }

    /**
     * Returns whether {@link #result} was called.
     */
    public boolean isParsed() {
        return result != null;
    }

    public int tokens() {
        return tokens;
    }

    /**
     * Returns the JSON array of the numbers of a vector, as Voyage wrote it.
     */
    public Optional<byte[]> numbers() {
        return Optional.ofNullable(numbers);
    }
}
