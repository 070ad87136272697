/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.cache;

import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompactionOptionsFIFO;
import org.rocksdb.CompactionStyle;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.ReadOptions;
import org.rocksdb.WriteOptions;

import java.time.Duration;

/**
 * The options of RocksDB for vectors: FIFO compaction, which deletes the oldest files when there are too many bytes or
 * their time is over. Each vector is written to the log, unless it is unflushed, to its file, and again when files are
 * merged.
 */
final class StoreOptions implements AutoCloseable {
    /** Minimum size of a cache on disk. */
    static final long SMALLEST = 16L * 1024 * 1024;

    private static final long LARGEST_WRITE_BUFFER = 64L * 1024 * 1024;
    private static final int WRITE_BUFFERS = 3;
    private static final int LARGEST_FILES = 8;
    // about one in a thousand lookups of a missing key reads a file in vain
    private static final double BLOOM_BITS = 14;
    private static final long LOG_FILE_BYTES = 1024 * 1024;

    final DBOptions database;
    final ColumnFamilyOptions entries;
    final ColumnFamilyOptions namespaces;
    final ReadOptions reads;
    private final WriteOptions unflushed;
    private final WriteOptions logged;
    private final WriteOptions synced;
    private final CompactionOptionsFIFO fifo;
    private final BloomFilter filter;

    /**
     * @param maximumBytes size of all files, including the log and the unwritten entries, at least {@link #SMALLEST}
     * @param timeToLive time after which a file of vectors is deleted, or null
     */
    StoreOptions(final long maximumBytes, final Duration timeToLive) {
        final long writeBuffer = Math.min(LARGEST_WRITE_BUFFER, maximumBytes / 16);
        database = new DBOptions()
                .setCreateIfMissing(true)
                .setCreateMissingColumnFamilies(true)
                .setMaxTotalWalSize(WRITE_BUFFERS * writeBuffer)
                .setMaxBackgroundJobs(2)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                .setMaxLogFileSize(LOG_FILE_BYTES)
                .setKeepLogFileNum(2)
                .setStatsDumpPeriodSec(0);
        fifo = new CompactionOptionsFIFO()
                .setMaxTableFilesSize(maximumBytes - WRITE_BUFFERS * writeBuffer)
                .setAllowCompaction(true);
        filter = new BloomFilter(BLOOM_BITS);
        entries = new ColumnFamilyOptions()
                .setCompactionStyle(CompactionStyle.FIFO)
                .setCompactionOptionsFIFO(fifo)
                // 0 disables the default of 30 days
                .setTtl(timeToLive == null ? 0 : Math.max(1, timeToLive.toSeconds()))
                .setPeriodicCompactionSeconds(0)
                .setWriteBufferSize(writeBuffer)
                .setMaxWriteBufferNumber(WRITE_BUFFERS)
                // a lookup of a missing key queries the filter of each file, so files are merged, but into none that
                // takes a large part of the cache with it when it is deleted
                .setMaxCompactionBytes(maximumBytes / LARGEST_FILES)
                // vectors do not compress
                .setCompressionType(CompressionType.NO_COMPRESSION)
                // the page cache of the operating system and the off-heap tier hold frequently used entries
                .setTableFormatConfig(
                        new BlockBasedTableConfig().setFilterPolicy(filter).setNoBlockCache(true));
        namespaces = new ColumnFamilyOptions().setWriteBufferSize(LOG_FILE_BYTES);
        // RocksDB parses a block before the checksum of an entry can be verified, and a damaged one would crash the JVM
        reads = new ReadOptions().setVerifyChecksums(true);
        unflushed = new WriteOptions().setDisableWAL(true);
        logged = new WriteOptions();
        synced = new WriteOptions().setSync(true);
    }

    WriteOptions writes(final WriteDurability durability) {
        return switch (durability) {
            case UNFLUSHED -> unflushed;
            case LOGGED -> logged;
            case SYNCED -> synced;
        };
    }

    @Override
    public void close() {
        synced.close();
        logged.close();
        unflushed.close();
        reads.close();
        namespaces.close();
        entries.close();
        filter.close();
        fifo.close();
        database.close();
    }
}
