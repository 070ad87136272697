/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.nifi.flow;

import java.util.regex.Pattern;

/**
 * The names that the shipped flows give to files of results.
 */
public final class ResultNames {

    private ResultNames() {}

    /**
     * Returns a pattern of the names of all parts of the results of an input file.
     *
     * @param input name of the input file
     */
    public static Pattern of(final String input) {
        final int dot = input.lastIndexOf('.');
        final String base = dot < 0 ? input : input.substring(0, dot);
        return Pattern.compile(Pattern.quote(base) + "-[0-9a-f]{12}[.]jsonl");
    }
}
