/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.behavior;

import dev.nifivoyage.local.model.BatchState;

/**
 * What Voyage's documentation leaves open, each with a name and the most likely value first.
 *
 * @param afterExpiry the state of a batch whose window is over: {@code COMPLETED}, {@code EXPIRED} or {@code PARTIALLY_COMPLETED}
 * @param batchIdInLines whether lines of the output and error files begin with {@code batch_id}
 * @param indexOverBatch whether {@code data[].index} counts through the batch and not through the line
 * @param directContent whether file content is answered with 200 and not with 307 to a signed address
 * @param errorFileAfterCancel whether requests that were never run are listed in the error file of a cancelled batch
 * @param badLineFailsBatch whether one bad line fails the whole batch and not only that line
 * @param errorCodes whether error answers carry {@code error_code} where Voyage has one
 * @param unconfirmedBatchModels whether batches take the models that Voyage's batch guide does not list yet
 * @param maximumFileBytes the largest upload, 0 for any size
 * @param maximumBatches batches in flight
 * @param maximumTokens tokens in all batches in flight, estimated as a quarter of their files' bytes
 * @param maximumInputs lines of a batch
 */
public record Behavior(
        BatchState afterExpiry,
        boolean batchIdInLines,
        boolean indexOverBatch,
        boolean directContent,
        boolean errorFileAfterCancel,
        boolean badLineFailsBatch,
        boolean errorCodes,
        boolean unconfirmedBatchModels,
        long maximumFileBytes,
        int maximumBatches,
        long maximumTokens,
        int maximumInputs) {}
