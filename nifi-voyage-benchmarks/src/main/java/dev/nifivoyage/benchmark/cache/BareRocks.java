/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.benchmark.cache;

import org.rocksdb.Checkpoint;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ConfigOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.OptionsUtil;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Bare RocksDB with the options of the service, read from the options file in its directory.
 */
final class BareRocks implements AutoCloseable {
    private static final String VECTORS = "vectors";

    static {
        RocksDB.loadLibrary();
    }

    private final DBOptions options = new DBOptions();
    private final List<ColumnFamilyDescriptor> families = new ArrayList<>();
    private final List<ColumnFamilyHandle> handles = new ArrayList<>();
    private final RocksDB database;

    private BareRocks(final Path optionsOf, final Path directory) throws RocksDBException {
        try (ConfigOptions reading = new ConfigOptions()) {
            OptionsUtil.loadLatestOptions(reading, optionsOf.toString(), options, families);
        }
        database = RocksDB.open(
                options.setCreateIfMissing(true).setCreateMissingColumnFamilies(true),
                directory.toString(),
                families,
                handles);
    }

    /**
     * Opens the files of a disabled service.
     *
     * @param cacheDirectory directory of the service
     */
    static BareRocks sameFiles(final Path cacheDirectory) throws RocksDBException {
        return new BareRocks(cacheDirectory.resolve(VECTORS), cacheDirectory.resolve(VECTORS));
    }

    /**
     * Creates a new database.
     *
     * @param cacheDirectory directory of a service with the same options
     * @param directory directory of the new database
     */
    static BareRocks sameOptions(final Path cacheDirectory, final Path directory) throws RocksDBException {
        return new BareRocks(cacheDirectory.resolve(VECTORS), directory);
    }

    /**
     * Creates another database with hard links to the same files, so that both can be open at the same time.
     *
     * @param cacheDirectory directory to create; {@link #sameFiles} opens it
     */
    void linkTo(final Path cacheDirectory) throws IOException, RocksDBException {
        Files.createDirectories(cacheDirectory);
        try (Checkpoint checkpoint = Checkpoint.create(database)) {
            checkpoint.createCheckpoint(cacheDirectory.resolve(VECTORS).toString());
        }
    }

    RocksDB database() {
        return database;
    }

    @Override
    public void close() {
        handles.forEach(ColumnFamilyHandle::close);
        database.close();
        families.forEach(family -> family.getOptions().close());
        options.close();
    }
}
