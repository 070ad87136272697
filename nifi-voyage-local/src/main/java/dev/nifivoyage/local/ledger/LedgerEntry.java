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
 */
public record LedgerEntry(String batchId, String customId, String endpoint, String model, int tokens) {

    public boolean realTime() {
        return batchId == null;
    }
}
