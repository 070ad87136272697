/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture.match;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Thrown if the library cannot be used. The message names the label and the remedy.
 */
public final class UnusableLibraryException extends IOException {
    private static final long serialVersionUID = 1L;

    private final boolean missing;

    UnusableLibraryException(final String message, final Throwable cause) {
        super(message, cause);
        this.missing = false;
    }

    UnusableLibraryException(final String message) {
        this(message, false);
    }

    private UnusableLibraryException(final String message, final boolean missing) {
        super(message);
        this.missing = missing;
    }

    /**
     * Creates an exception for a file that does not exist.
     */
    static UnusableLibraryException missing(final Path file) {
        return new UnusableLibraryException(
                "Library %s does not exist, or NiFi cannot access it. Create it, for example with LoadGestureLibrary, or set Library to another file"
                        .formatted(file),
                true);
    }

    /**
     * Returns whether the file does not exist, which is normal before the library is loaded for the first time.
     */
    boolean isMissing() {
        return missing;
    }
}
