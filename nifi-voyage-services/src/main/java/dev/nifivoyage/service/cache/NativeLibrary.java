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
 * RocksDB's native code. It is unpacked into {@code java.io.tmpdir} under a name of its own for each class loader, because a JVM loads a file once only:
 * two versions of this bundle can be at work in one NiFi.
 */
final class NativeLibrary {

    private NativeLibrary() {}

    static void load() throws IOException {
        try {
            RocksDB.loadLibrary();
        } catch (final LinkageError | RuntimeException e) {
            throw new IOException(
                    "RocksDB's native library cannot be loaded: the folder for temporary files, %s, must have 20 MB of room and allow programs to be run (%s)"
                            .formatted(System.getProperty("java.io.tmpdir"), e.getMessage()),
                    e);
        }
    }
}
