/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.cache;

import dev.nifivoyage.service.api.embedding.RequestKey;

import java.io.IOException;
import java.util.List;

/**
 * A tier of entries with checksums.
 */
interface EntrySource {

    /**
     * Passes the entries of these keys to a receiver, in the order of the keys.
     *
     * @throws IOException if some entries cannot be read; these were not passed, or passed as missing
     */
    void read(List<RequestKey> keys, Receiver receiver) throws IOException;

    /** Receives entries. */
    @FunctionalInterface
    interface Receiver {

        /**
         * Receives the entry of the next key.
         *
         * @param entry belongs to the receiver; null if there is none
         */
        void take(RequestKey key, byte[] entry);
    }
}
