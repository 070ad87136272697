/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture.match;

import dev.nifivoyage.processors.verification.StepResult;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.logging.ComponentLog;

import java.io.IOException;

/**
 * Verifies that a library can be read and compared, without embedding any text.
 */
public final class LibraryVerifier {
    public static final String READ_LIBRARY = "Read Library";

    private LibraryVerifier() {}

    /**
     * Reads the library.
     */
    public static ConfigVerificationResult verify(final MatchOptions options, final ComponentLog logger) {
        try {
            final LibraryOptions library = options.library();
            return StepResult.successful(
                    READ_LIBRARY,
                    new LibraryLoader(library, logger)
                            .inspect(
                                    library.resource().get(),
                                    options.embedding().client().isPresent()));
        } catch (final IOException e) {
            logger.debug("The library cannot be used", e);
            return StepResult.failed(READ_LIBRARY, e.getMessage());
        }
    }
}
