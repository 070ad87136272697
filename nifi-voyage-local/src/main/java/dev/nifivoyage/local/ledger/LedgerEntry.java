/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.ledger;

/**
 * A request that is billed.
 *
 * @param batchId the batch, or null for a request in real time
 * @param customId the line of the batch, or null for a request in real time
 * @param tokens the tokens that are billed by token; of multimodal embeddings, those of the text only
 * @param pixels the pixels of images and videos that are billed by pixel; 0 for other endpoints
 */
public record LedgerEntry(String batchId, String customId, String endpoint, String model, int tokens, long pixels) {

    /**
     * An entry without pixels.
     */
    public LedgerEntry(
            final String batchId, final String customId, final String endpoint, final String model, final int tokens) {
        this(batchId, customId, endpoint, model, tokens, 0);
    }

    public static LedgerEntry realTime(final String endpoint, final String model, final int tokens, final long pixels) {
        return new LedgerEntry(null, null, endpoint, model, tokens, pixels);
    }

    public boolean realTime() {
        return batchId == null;
    }
}
