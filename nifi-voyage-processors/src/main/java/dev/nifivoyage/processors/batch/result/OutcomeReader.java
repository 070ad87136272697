/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result;

import dev.nifivoyage.processors.attribute.ErrorCode;
import dev.nifivoyage.processors.batch.result.line.LineDecoder;
import dev.nifivoyage.processors.batch.result.line.MalformedLineException;
import dev.nifivoyage.processors.batch.result.line.Outcome;
import dev.nifivoyage.processors.record.RecordError;
import dev.nifivoyage.processors.response.BilledResult;

/**
 * Reads outcomes from the lines of result files.
 *
 * @param <R> result of one request
 */
final class OutcomeReader<R> {
    private final ResultCodec<R> codec;
    private final LineDecoder<R> decoder;

    OutcomeReader(final ResultCodec<R> codec) {
        this.codec = codec;
        this.decoder = codec.decoder();
    }

    /**
     * Returns the result with the numbers of a vector, which are parsed only if a writer needs their values.
     */
    Outcome<BilledResult<R>> ofNumbers(final byte[] array, final int tokens) {
        return Outcome.success(new BilledResult<>(() -> decoder.ofNumbers(array), tokens, array));
    }

    /**
     * Returns the outcome of a line.
     */
    Outcome<BilledResult<R>> ofLine(final byte[] line, final int tokens) {
        try {
            return switch (checked(codec, decoder.decode(line, 0, line.length).outcome())) {
                case Outcome.Success<R>(final R result) -> Outcome.success(new BilledResult<>(result, tokens));
                case Outcome.Failure<R>(final RecordError error) -> Outcome.failure(error);
            };
        } catch (final MalformedLineException e) {
            return Outcome.failure(new RecordError(ErrorCode.UNREADABLE_RESULT, e.getMessage()));
        }
    }

    /**
     * Returns an error in place of a result that cannot be used.
     */
    static <R> Outcome<R> checked(final ResultCodec<R> codec, final Outcome<R> outcome) {
        return outcome instanceof final Outcome.Success<R> success
                ? codec.reject(success.result()).map(Outcome::<R>failure).orElse(outcome)
                : outcome;
    }
}
