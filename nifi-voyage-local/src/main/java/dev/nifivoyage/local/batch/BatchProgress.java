/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.batch;

/**
 * How far the requests of a batch are processed. All earlier results are in the files at least up to these lengths, and
 * on the ledger.
 *
 * @param seed seed of the order of the requests
 * @param processed number of requests processed, in that order
 * @param billed number of entries on the ledger
 * @param expired whether the batch has run out of its window
 * @param output length of the output file so far
 * @param errors length of the error file so far
 */
record BatchProgress(long seed, int processed, int billed, boolean expired, FileLength output, FileLength errors) {

    /**
     * @param name name of the content in the store of files
     */
    record FileLength(String name, long bytes) {}
}
