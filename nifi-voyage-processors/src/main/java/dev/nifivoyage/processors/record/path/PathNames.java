/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.record.path;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Extracts the field names from a record path that consists of them, such as {@code /chunks[*]/text}.
 */
final class PathNames {
    private static final Pattern STEP =
            Pattern.compile("/(?:([A-Za-z0-9_-]+)|'([^']+)'|\"([^\"]+)\")|\\[[^\\[\\]]*\\]");

    private PathNames() {}

    /**
     * Returns the names, or empty for a path with other steps, such as descendants, or with functions.
     */
    static Optional<List<String>> of(final String path) {
        final List<String> names = new ArrayList<>();
        final Matcher matcher = STEP.matcher(path);
        int end = 0;
        while (matcher.find() && matcher.start() == end) {
            end = matcher.end();
            for (int group = 1; group <= matcher.groupCount(); group++) {
                if (matcher.group(group) != null) {
                    names.add(matcher.group(group));
                }
            }
        }

        return end == path.length() && !names.isEmpty() ? Optional.of(List.copyOf(names)) : Optional.empty();
    }

    /**
     * Returns whether a path has only names, and so selects one field.
     */
    static boolean isPlain(final String path) {
        return !path.contains("[") && of(path).isPresent();
    }
}
