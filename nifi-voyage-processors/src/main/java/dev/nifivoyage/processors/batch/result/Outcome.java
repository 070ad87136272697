/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result;

import dev.nifivoyage.processors.batch.result.line.ResultLine;
import dev.nifivoyage.processors.record.RecordError;

import java.nio.ByteBuffer;

/**
 * What became of a request.
 *
 * @param <A> answer of one request
 * @param response the answer, or null
 * @param decimals the numbers of a vector as Voyage wrote them, see {@link ResultLine}, or null
 * @param error why there is no answer, or null
 */
public record Outcome<A>(A response, ByteBuffer decimals, RecordError error) {

    static <A> Outcome<A> of(final A response, final ByteBuffer decimals) {
        return new Outcome<>(response, decimals, null);
    }

    static <A> Outcome<A> rejected(final RecordError error) {
        return new Outcome<>(null, null, error);
    }
}
