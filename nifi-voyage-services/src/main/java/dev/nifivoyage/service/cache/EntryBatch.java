/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.cache;

import dev.nifivoyage.service.api.embedding.RequestKey;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * Native memory for the entries of one write, used again for the next: reserving some megabytes for each write takes
 * about as long as the checksums of the entries. For one thread at a time.
 */
final class EntryBatch implements AutoCloseable {
    private final WriteBatch batch = new WriteBatch();
    // the batch copies from direct buffers without a copy in between
    private final ByteBuffer key = ByteBuffer.allocateDirect(RequestKey.BYTES);
    private ByteBuffer sealed = ByteBuffer.allocateDirect(0);

    /**
     * Returns a batch with these entries only, for use until the next call.
     */
    WriteBatch fill(final List<KeyedEmbedding> embeddings) throws RocksDBException {
        batch.clear();
        final long[] order = ascending(embeddings);
        final int indexes = indexes(embeddings.size());
        for (final long ordered : order) {
            final KeyedEmbedding entry = embeddings.get((int) ordered & indexes);
            final int bytes = EntryCodec.sealedBytes(entry.stored().value().embedding());
            // all vectors of a model have the same length
            sealed = sealed.capacity() == bytes ? sealed : ByteBuffer.allocateDirect(bytes);
            EntryCodec.writeSealed(entry.key(), entry.stored(), sealed.clear());
            entry.key().writeTo(key.clear());
            batch.put(key.flip(), sealed.flip());
        }
        return batch;
    }

    @Override
    public void close() {
        batch.close();
    }

    /**
     * Returns the indexes in the lower bits, in about the order of the keys, in which RocksDB finds the place of each
     * faster. The index replaces some bits of the key. Equal keys keep their order.
     */
    private static long[] ascending(final List<KeyedEmbedding> embeddings) {
        final long[] order = new long[embeddings.size()];
        final long indexes = indexes(order.length);
        for (int i = 0; i < order.length; i++) {
            // RocksDB compares unsigned bytes
            order[i] = (embeddings.get(i).key().part(0) ^ Long.MIN_VALUE) & ~indexes | i;
        }
        Arrays.sort(order);
        return order;
    }

    /** Returns a mask of the bits for so many indexes. */
    private static int indexes(final int size) {
        return (Integer.highestOneBit(size) << 1) - 1;
    }
}
