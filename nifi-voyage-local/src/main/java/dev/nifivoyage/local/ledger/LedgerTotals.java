/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.ledger;

/**
 * The billed totals since the last reset.
 *
 * @param pixels the pixels of images and videos, which only requests in real time have
 */
public record LedgerTotals(
        long requests,
        long tokens,
        long batchRequests,
        long batchTokens,
        long realTimeRequests,
        long realTimeTokens,
        long pixels) {

    static final LedgerTotals NONE = new LedgerTotals(0, 0, 0, 0, 0, 0, 0);

    LedgerTotals plus(final LedgerEntry entry) {
        final int batch = entry.realTime() ? 0 : 1;
        final int realTime = 1 - batch;
        return new LedgerTotals(
                requests + 1,
                tokens + entry.tokens(),
                batchRequests + batch,
                batchTokens + (long) batch * entry.tokens(),
                realTimeRequests + realTime,
                realTimeTokens + (long) realTime * entry.tokens(),
                pixels + entry.pixels());
    }
}
