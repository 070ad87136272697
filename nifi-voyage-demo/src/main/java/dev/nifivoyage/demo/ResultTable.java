/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/**
 * Prints questions and their nearest records.
 */
final class ResultTable {
    private static final int NEAREST = 3;
    private static final int TEXT_WIDTH = 78;

    private final PrintStream out;

    ResultTable(final PrintStream out) {
        this.out = out;
    }

    void print(final EmbeddedCorpus corpus, final QueryEmbedder embedder, final List<String> questions)
            throws IOException, InterruptedException {
        for (final String question : questions) {
            out.printf("%n%s%n", question);
            for (final EmbeddedCorpus.Match match : corpus.nearest(embedder.embed(question), NEAREST)) {
                out.printf(
                        Locale.ROOT,
                        "  %.3f  %-28s %s%n",
                        match.score(),
                        shortened(match.record().name(), 28),
                        shortened(match.record().text(), TEXT_WIDTH));
            }
        }
    }

    private static String shortened(final String text, final int width) {
        return text.length() <= width ? text : text.substring(0, width - 1) + "…";
    }
}
