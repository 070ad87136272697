/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.cache;

import org.rocksdb.RocksDB;

import java.io.IOException;

/**
 * The native library of RocksDB, unpacked into {@code java.io.tmpdir} under another name for each class loader: a JVM
 * loads a file only once, and NiFi can run two versions of this bundle.
 */
final class NativeLibrary {

    private NativeLibrary() {}

    static void load() throws IOException {
        try {
            RocksDB.loadLibrary();
        } catch (final LinkageError | RuntimeException e) {
            throw new IOException(
                    "Failed to load the native library of RocksDB: the temporary directory %s requires 20 MB of free space, and must allow execution (%s)"
                            .formatted(System.getProperty("java.io.tmpdir"), e.getMessage()),
                    e);
        }
    }
}
