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

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Vectors on disk, in RocksDB. Stored vectors survive what their {@link WriteDurability} says.
 *
 * <p>Callers must not use the tier after {@link #close()}: native code would end the JVM.
 */
final class DurableTier implements EntrySource, AutoCloseable {
    /** Maximum number of keys read in one call, whose vectors are on the heap. */
    private static final int KEYS_AT_ONCE = 128;

    private static final byte[] NAMESPACES = "namespaces".getBytes(StandardCharsets.US_ASCII);

    private final StoreOptions options;
    private final List<ColumnFamilyHandle> families;
    private final RocksDB database;
    private final AtomicReference<EntryBatch> idleBatch = new AtomicReference<>();
    /** Whether most keys had entries when some were read last, by any thread. */
    private volatile boolean mostFound = true;

    private DurableTier(final StoreOptions options, final List<ColumnFamilyHandle> families, final RocksDB database) {
        this.options = options;
        this.families = families;
        this.database = database;
    }

    /**
     * Opens the store in a directory, and creates it if necessary.
     *
     * @param maximumBytes of the store
     * @param timeToLive of vectors, or null
     */
    static DurableTier open(final Path directory, final long maximumBytes, final Duration timeToLive)
            throws IOException {
        NativeLibrary.load();
        final StoreOptions options = new StoreOptions(maximumBytes, timeToLive);
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
            final StoreException failure = new StoreException("Failed to open the cache in %s".formatted(directory), e);
            throw failure.kind() == StoreException.Kind.LOCKED
                    ? new IOException(
                            "Another process uses the cache in %s: each NiFi requires its own".formatted(directory), e)
                    : failure;
        }
    }

    // evicted vectors must not return because an eviction is unreadable
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

    @Override
    public void read(final List<RequestKey> keys, final Receiver receiver) throws IOException {
        RocksDBException failure = null;
        for (int first = 0; first < keys.size(); first += KEYS_AT_ONCE) {
            final List<RequestKey> some = keys.subList(first, Math.min(keys.size(), first + KEYS_AT_ONCE));
            final List<byte[]> binary = some.stream().map(RequestKey::toBytes).toList();
            // a missing entry is looked for again below, so that looking for many at once pays only if most are found
            final List<byte[]> entries = mostFound ? readAll(binary) : Collections.nCopies(some.size(), null);
            int found = 0;
            for (int i = 0; i < some.size(); i++) {
                byte[] entry = entries.get(i);
                if (entry == null) {
                    try {
                        // unlike the read of several keys, this one distinguishes missing and unreadable entries
                        entry = database.get(options.reads, binary.get(i));
                    } catch (final RocksDBException e) {
                        // other keys may be in undamaged files
                        failure = e;
                    }
                }
                found += entry == null ? 0 : 1;
                receiver.take(some.get(i), entry);
            }
            mostFound = 2 * found > some.size();
        }

        if (failure != null) {
            throw new StoreException("Failed to read vectors from the cache directory", failure);
        }
    }

    /**
     * Stores either all vectors or none.
     */
    void putAll(final List<KeyedEmbedding> embeddings, final WriteDurability durability) throws IOException {
        final EntryBatch idle = idleBatch.getAndSet(null);
        final EntryBatch entries = idle == null ? new EntryBatch() : idle;
        try {
            database.write(options.writes(durability), entries.fill(embeddings));
        } catch (final RocksDBException e) {
            throw new StoreException(
                    "Failed to store %d vectors in the cache directory".formatted(embeddings.size()), e);
        } finally {
            keep(entries);
        }
    }

    // one is enough: threads rarely write at the same time
    private void keep(final EntryBatch entries) {
        final EntryBatch other = idleBatch.getAndSet(entries);
        if (other != null) {
            other.close();
        }
    }

    /**
     * Writes all vectors to files, synchronized to the disk.
     */
    void flush() throws IOException {
        flush(families.getFirst(), "Failed to write vectors to files of the cache directory");
    }

    private void flush(final ColumnFamilyHandle family, final String problem) throws IOException {
        try (FlushOptions waiting = new FlushOptions()) {
            database.flush(waiting, family);
        } catch (final RocksDBException e) {
            throw new StoreException(problem, e);
        }
    }

    /**
     * Returns the last eviction of each namespace.
     */
    Map<String, Eviction> evictions() throws IOException {
        final Map<String, Eviction> evictions = new HashMap<>();
        try (RocksIterator iterator = database.newIterator(families.get(1))) {
            for (iterator.seekToFirst(); iterator.isValid(); iterator.next()) {
                evictions.put(new String(iterator.key(), StandardCharsets.UTF_8), readEviction(iterator.value()));
            }
            iterator.status();
        } catch (final RocksDBException e) {
            throw new StoreException("Failed to read the evicted namespaces from the cache directory", e);
        }

        return evictions;
    }

    /**
     * Stores an eviction, synchronized to the disk.
     */
    void putEviction(final String namespace, final Eviction eviction) throws IOException {
        final String problem = "Failed to store the eviction of a namespace in the cache directory";
        try {
            final byte[] value = ByteBuffer.allocate(2 * Long.BYTES)
                    .putLong(eviction.at())
                    .putLong(eviction.mark())
                    .array();
            database.put(
                    families.get(1),
                    options.writes(WriteDurability.SYNCED),
                    namespace.getBytes(StandardCharsets.UTF_8),
                    value);
        } catch (final RocksDBException e) {
            throw new StoreException(problem, e);
        }
        // otherwise this small entry would retain the whole log
        flush(families.get(1), problem);
    }

    // earlier versions stored only the time, which was the mark as well
    private static Eviction readEviction(final byte[] value) {
        final ByteBuffer buffer = ByteBuffer.wrap(value);
        final long at = buffer.getLong();
        return new Eviction(buffer.hasRemaining() ? buffer.getLong() : at, at);
    }

    /**
     * Returns the estimated number of vectors; one stored twice counts as two.
     */
    long entries() {
        return property("rocksdb.estimate-num-keys");
    }

    long bytes() {
        return property("rocksdb.total-sst-files-size") + property("rocksdb.cur-size-all-mem-tables");
    }

    @Override
    public void close() {
        final EntryBatch idle = idleBatch.getAndSet(null);
        if (idle != null) {
            idle.close();
        }
        families.forEach(ColumnFamilyHandle::close);
        database.close();
        options.close();
    }

    private List<byte[]> readAll(final List<byte[]> keys) throws IOException {
        try {
            return database.multiGetAsList(options.reads, keys);
        } catch (final RocksDBException e) {
            throw new StoreException("Failed to read vectors from the cache directory", e);
        }
    }

    private long property(final String name) {
        try {
            return database.getLongProperty(name);
        } catch (final RocksDBException e) {
            throw new IllegalStateException("RocksDB has no property " + name, e);
        }
    }
}
