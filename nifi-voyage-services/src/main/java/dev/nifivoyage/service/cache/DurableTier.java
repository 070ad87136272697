/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.cache;

import dev.nifivoyage.embedding.EmbeddingKey;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.FlushOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Vectors on disk, in RocksDB. What was put survives the death of the process, and with synced writes that of the machine.
 *
 * <p>The caller sees to it that nothing is called after {@link #close()}: native code would end the JVM.</p>
 */
final class DurableTier implements RecordSource, AutoCloseable {
    // enough for the call to cost nothing, and few enough that a megabyte of records waits to be decoded
    private static final int KEYS_AT_ONCE = 256;
    // what RocksDB adds to a record, so that its batch need not grow
    private static final int KEY_AND_LENGTHS = 48;
    private static final byte[] NAMESPACES = "namespaces".getBytes(StandardCharsets.US_ASCII);

    private final StoreOptions options;
    private final List<ColumnFamilyHandle> families;
    private final RocksDB database;

    private DurableTier(final StoreOptions options, final List<ColumnFamilyHandle> families, final RocksDB database) {
        this.options = options;
        this.families = families;
        this.database = database;
    }

    /**
     * Opens the store in a directory, and makes it when there is none.
     *
     * @param maximumBytes of the store
     * @param timeToLive of vectors, or null
     * @param syncWrites whether each {@link #putAll} waits for the disk
     */
    static DurableTier open(final Path directory, final long maximumBytes, final Duration timeToLive, final boolean syncWrites) throws IOException {
        NativeLibrary.load();
        final StoreOptions options = new StoreOptions(maximumBytes, timeToLive, syncWrites);
        final List<ColumnFamilyHandle> families = new ArrayList<>();
        try {
            final List<ColumnFamilyDescriptor> descriptors = List.of(
                new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, options.entries),
                new ColumnFamilyDescriptor(NAMESPACES, options.namespaces)
            );
            return new DurableTier(options, families, RocksDB.open(options.database, directory.toString(), descriptors, families));
        } catch (final RocksDBException e) {
            options.close();
            final String advice = e.getMessage() != null && e.getMessage().contains("lock") ? "another process uses it" : "see the cause";
            throw new IOException("The cache in %s cannot be opened; %s: %s".formatted(directory, advice, e.getMessage()), e);
        }
    }

    @Override
    public int keysAtOnce() {
        return KEYS_AT_ONCE;
    }

    @Override
    public List<byte[]> records(final List<EmbeddingKey> keys) throws IOException {
        final List<byte[]> binary = new ArrayList<>(keys.size());
        for (final EmbeddingKey key : keys) {
            binary.add(key.toBytes());
        }

        try {
            return database.multiGetAsList(options.reads, binary);
        } catch (final RocksDBException e) {
            throw new IOException("Vectors cannot be read from the cache directory: " + e.getMessage(), e);
        }
    }

    /**
     * Stores all of them or, when it fails, none.
     */
    void putAll(final List<KeyedEmbedding> embeddings) throws IOException {
        byte[] sealed = {};
        try (WriteBatch batch = new WriteBatch(reserve(embeddings))) {
            for (final KeyedEmbedding entry : embeddings) {
                final int bytes = RecordFormat.sealedBytes(entry.stored().value().embedding());
                // the batch copies it, and vectors of one model are all equally long
                sealed = sealed.length == bytes ? sealed : new byte[bytes];
                RecordFormat.writeSealed(entry.key(), entry.stored(), sealed);
                batch.put(entry.key().toBytes(), sealed);
            }
            database.write(options.batches, batch);
        } catch (final RocksDBException e) {
            throw new IOException("%d vectors could not be stored in the cache directory: %s".formatted(embeddings.size(), e.getMessage()), e);
        }
    }

    /**
     * When each namespace was last evicted, in milliseconds since 1970.
     */
    Map<String, Long> evictions() throws IOException {
        final Map<String, Long> evictions = new HashMap<>();
        try (RocksIterator iterator = database.newIterator(families.get(1))) {
            for (iterator.seekToFirst(); iterator.isValid(); iterator.next()) {
                evictions.put(new String(iterator.key(), StandardCharsets.UTF_8), ByteBuffer.wrap(iterator.value()).getLong());
            }
            iterator.status();
        } catch (final RocksDBException e) {
            throw new IOException("The evicted namespaces cannot be read from the cache directory: " + e.getMessage(), e);
        }

        return evictions;
    }

    /**
     * Remembers when a namespace was evicted; on the disk when this returns.
     */
    void putEviction(final String namespace, final long evictedAt) throws IOException {
        try (FlushOptions flush = new FlushOptions()) {
            database.put(families.get(1), options.synced, namespace.getBytes(StandardCharsets.UTF_8), ByteBuffer.allocate(Long.BYTES).putLong(0, evictedAt).array());
            // otherwise this one small record would keep the whole log alive
            database.flush(flush, families.get(1));
        } catch (final RocksDBException e) {
            throw new IOException("The eviction of a namespace could not be stored in the cache directory: " + e.getMessage(), e);
        }
    }

    /**
     * How many vectors there are; an estimate, which counts one stored twice as two.
     */
    long entries() {
        return property("rocksdb.estimate-num-keys");
    }

    long bytes() {
        return property("rocksdb.total-sst-files-size") + property("rocksdb.cur-size-all-mem-tables");
    }

    @Override
    public void close() {
        families.forEach(ColumnFamilyHandle::close);
        database.close();
        options.close();
    }

    private static int reserve(final List<KeyedEmbedding> embeddings) {
        return embeddings.isEmpty() ? 0 : embeddings.size() * (RecordFormat.sealedBytes(embeddings.getFirst().stored().value().embedding()) + KEY_AND_LENGTHS);
    }

    private long property(final String name) {
        try {
            return database.getLongProperty(name);
        } catch (final RocksDBException e) {
            throw new IllegalStateException("RocksDB does not tell " + name, e);
        }
    }
}
