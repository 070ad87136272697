/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.image;

import java.util.Locale;
import java.util.Optional;

/**
 * A MIME type that somebody else has declared.
 *
 * @param type in lower case, without parameters; empty if there is none
 */
record DeclaredType(String type) {

    static DeclaredType of(final Optional<String> declared) {
        return new DeclaredType(
                declared.map(type -> type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))
                        .orElse(""));
    }

    /** Returns whether it says anything: types such as application/octet-stream do not. */
    boolean isMedia() {
        return type.startsWith("image/") || type.startsWith("video/");
    }
}
