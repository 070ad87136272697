/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.cache;

import dev.nifivoyage.service.api.embedding.RequestKey;
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
final class DurableTier implements EntrySource, AutoCloseable {
    // the longest vector of Voyage, 2048 floats; longer ones are read too, but the first of them twice
    private static final int USUAL_RECORD_BYTES =
            EntryCodec.HEADER_BYTES + 2048 * Float.BYTES + EntryCodec.CHECKSUM_BYTES;
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
    static DurableTier open(
            final Path directory, final long maximumBytes, final Duration timeToLive, final boolean syncWrites)
            throws IOException {
        NativeLibrary.load();
        final StoreOptions options = new StoreOptions(maximumBytes, timeToLive, syncWrites);
        final List<ColumnFamilyHandle> families = new ArrayList<>();
        try {
            final List<ColumnFamilyDescriptor> descriptors = List.of(
                    new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, options.entries),
                    new ColumnFamilyDescriptor(NAMESPACES, options.namespaces));
            final DurableTier tier = new DurableTier(
                    options, families, RocksDB.open(options.database, directory.toString(), descriptors, families));
            tier.requireEvictions();
            return tier;
        } catch (final RocksDBException e) {
            options.close();
            final StoreException failure =
                    new StoreException("The cache in %s cannot be opened".formatted(directory), e);
            throw failure.kind() == StoreException.Kind.LOCKED
                    ? new IOException(
                            "Another process uses the cache in %s: each needs its own".formatted(directory), e)
                    : failure;
        }
    }

    // what was evicted must not come back because it cannot be read
    private void requireEvictions() throws IOException {
        boolean readable = false;
        try {
            evictions();
            readable = true;
        } finally {
            if (!readable) {
                close();
            }
        }
    }

    // one by one into the same array is faster than RocksDB's multiGet, which makes an array of each record: here the
    // vector is the only copy that stays
    @Override
    public void read(final List<RequestKey> keys, final Receiver receiver) throws IOException {
        final byte[] binary = new byte[RequestKey.BYTES];
        final ByteBuffer binaryKey = ByteBuffer.wrap(binary);
        byte[] record = new byte[USUAL_RECORD_BYTES];
        RocksDBException failure = null;
        for (final RequestKey key : keys) {
            key.writeTo(binaryKey.clear());
            int length = RocksDB.NOT_FOUND;
            try {
                length = read(binary, record);
                // again, because another thread may put a still longer one in between
                while (length > record.length) {
                    record = new byte[length];
                    length = read(binary, record);
                }
            } catch (final RocksDBException e) {
                // those of other keys may be in sound files
                failure = e;
            }
            receiver.take(key, length == RocksDB.NOT_FOUND ? null : record, length);
        }

        if (failure != null) {
            throw new StoreException("Vectors cannot be read from the cache directory", failure);
        }
    }

    /**
     * Stores all of them or, when it fails, none.
     */
    void putAll(final List<KeyedEmbedding> embeddings) throws IOException {
        byte[] sealed = {};
        try (WriteBatch batch = new WriteBatch(reserve(embeddings))) {
            for (final KeyedEmbedding entry : embeddings) {
                final int bytes = EntryCodec.sealedBytes(entry.stored().value().embedding());
                // the batch copies it, and vectors of one model are all equally long
                sealed = sealed.length == bytes ? sealed : new byte[bytes];
                EntryCodec.writeSealed(entry.key(), entry.stored(), sealed);
                batch.put(entry.key().toBytes(), sealed);
            }
            database.write(options.batches, batch);
        } catch (final RocksDBException e) {
            throw new StoreException(
                    "%d vectors could not be stored in the cache directory".formatted(embeddings.size()), e);
        }
    }

    /**
     * The last eviction of each namespace.
     */
    Map<String, Eviction> evictions() throws IOException {
        final Map<String, Eviction> evictions = new HashMap<>();
        try (RocksIterator iterator = database.newIterator(families.get(1))) {
            for (iterator.seekToFirst(); iterator.isValid(); iterator.next()) {
                evictions.put(new String(iterator.key(), StandardCharsets.UTF_8), readEviction(iterator.value()));
            }
            iterator.status();
        } catch (final RocksDBException e) {
            throw new StoreException("The evicted namespaces cannot be read from the cache directory", e);
        }

        return evictions;
    }

    /**
     * Remembers an eviction; on the disk when this returns.
     */
    void putEviction(final String namespace, final Eviction eviction) throws IOException {
        try (FlushOptions flush = new FlushOptions()) {
            final byte[] value = ByteBuffer.allocate(2 * Long.BYTES)
                    .putLong(eviction.at())
                    .putLong(eviction.mark())
                    .array();
            database.put(families.get(1), options.synced, namespace.getBytes(StandardCharsets.UTF_8), value);
            // otherwise this one small record would keep the whole log alive
            database.flush(flush, families.get(1));
        } catch (final RocksDBException e) {
            throw new StoreException("The eviction of a namespace could not be stored in the cache directory", e);
        }
    }

    // earlier versions stored the time only, which was the mark too
    private static Eviction readEviction(final byte[] value) {
        final ByteBuffer buffer = ByteBuffer.wrap(value);
        final long at = buffer.getLong();
        return new Eviction(buffer.hasRemaining() ? buffer.getLong() : at, at);
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

    private int read(final byte[] key, final byte[] record) throws RocksDBException {
        return database.get(options.reads, key, 0, key.length, record, 0, record.length);
    }

    private static int reserve(final List<KeyedEmbedding> embeddings) {
        return embeddings.isEmpty()
                ? 0
                : embeddings.size()
                        * (EntryCodec.sealedBytes(
                                        embeddings.getFirst().stored().value().embedding())
                                + KEY_AND_LENGTHS);
    }

    private long property(final String name) {
        try {
            return database.getLongProperty(name);
        } catch (final RocksDBException e) {
            throw new IllegalStateException("RocksDB does not tell " + name, e);
        }
    }
}
