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
 * Choices for behavior that Voyage does not document.
 *
 * @param afterExpiry state of a batch after its window: {@code COMPLETED}, {@code EXPIRED} or
 *     {@code PARTIALLY_COMPLETED}
 * @param batchIdInLines true if lines of the output and error files start with {@code batch_id}
 * @param indexOverBatch true to number {@code data[].index} across the batch instead of per line
 * @param directContent true to return file content with 200 instead of redirecting to a signed URL with 307
 * @param errorFileAfterCancel true to list requests that were not run in the error file of a cancelled batch
 * @param badLineFailsBatch true if one invalid line fails the whole batch instead of only that line
 * @param errorCodes true to include {@code error_code} in error responses where Voyage has one
 * @param unconfirmedBatchModels true to accept batches for models that Voyage's batch guide does not list yet
 * @param maximumFileBytes maximum size of an upload, 0 for any size
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
