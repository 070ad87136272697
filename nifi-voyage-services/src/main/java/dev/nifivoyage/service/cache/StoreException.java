/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.cache;

import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

import java.io.IOException;
import java.util.Locale;

/**
 * The store in a cache directory failed.
 */
final class StoreException extends IOException {
    private static final long serialVersionUID = 1L;

    private final Kind kind;

    StoreException(final String what, final RocksDBException cause) {
        super("%s: %s".formatted(what, cause.getMessage()), cause);
        kind = Kind.of(cause);
    }

    Kind kind() {
        return kind;
    }

    /** The cause of a failure, which determines the remedy. */
    enum Kind {
        /** Another process has the store open. */
        LOCKED,
        /** The disk or a quota is full. */
        NO_ROOM,
        /** The environment: permissions, open files, a read-only disk. */
        ENVIRONMENT,
        /** Files are damaged, truncated, or missing. */
        DAMAGED;

        private static Kind of(final RocksDBException failure) {
            final String message =
                    failure.getMessage() == null ? "" : failure.getMessage().toLowerCase(Locale.ROOT);
            final Status status = failure.getStatus();
            // "lock" alone is part of "block checksum mismatch"
            if (message.contains("while lock file") || message.contains("lock hold by")) {
                return LOCKED;
            }
            if (status != null && status.getSubCode() == Status.SubCode.NoSpace
                    || message.contains("no space left")
                    || message.contains("quota exceeded")) {
                return NO_ROOM;
            }
            if (message.contains("permission denied")
                    || message.contains("too many open files")
                    || message.contains("read-only file system")
                    || message.contains("cannot allocate memory")) {
                return ENVIRONMENT;
            }

            return DAMAGED;
        }
    }
}
