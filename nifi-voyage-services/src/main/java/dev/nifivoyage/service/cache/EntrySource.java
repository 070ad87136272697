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
 * A tier that keeps records with checksums.
 */
interface EntrySource {

    /**
     * Hands over the records of these keys, one after the other, in their order.
     *
     * @throws IOException when some cannot be read; they were not handed over, or as keys without a record
     */
    void read(List<RequestKey> keys, Receiver receiver) throws IOException;

    /** Who wants records. */
    @FunctionalInterface
    interface Receiver {

        /**
         * Takes the record of the next key.
         *
         * @param source begins with the record, and is overwritten when this returns; null when there is no record
         * @param length of the record in bytes
         */
        void take(RequestKey key, byte[] source, int length);
    }
}
