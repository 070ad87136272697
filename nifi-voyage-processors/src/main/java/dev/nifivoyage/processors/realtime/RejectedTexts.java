/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.realtime;

import dev.nifivoyage.processors.realtime.TextEmbedder.KeyedText;
import dev.nifivoyage.processors.record.RecordError;
import dev.nifivoyage.service.api.VoyageException;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds the texts for which Voyage rejects a request, and embeds the others. A text that the reason names is sent alone; without such a name the request is halved.
 *
 * <p>An error that all texts share must not be searched for: a few texts are sent alone first, and when Voyage accepts none of them, the request as a whole is rejected.</p>
 */
final class RejectedTexts {
    /** Texts that are sent alone before a request is halved. */
    private static final int PROBES = 8;

    private final Sender sender;
    private final TextOutcomes outcomes;
    private final Usage usage;
    private final boolean othersAreKnown;

    /**
     * For one request.
     *
     * @param othersAreKnown whether texts have vectors of the same model and parameters already
     */
    RejectedTexts(final Sender sender, final TextOutcomes outcomes, final Usage usage, final boolean othersAreKnown) {
        this.sender = sender;
        this.outcomes = outcomes;
        this.usage = usage;
        this.othersAreKnown = othersAreKnown;
    }

    /**
     * Sends texts in one request.
     */
    @FunctionalInterface
    interface Sender {

        /**
         * Settles the texts, or returns why Voyage rejects their request.
         *
         * @return null when the texts are embedded
         * @throws VoyageException when it is not for the texts that the request failed
         */
        VoyageException send(List<KeyedText> texts) throws VoyageException;
    }

    /**
     * Settles all texts of a rejected request.
     *
     * @throws VoyageException the rejection, when it is about the request and not about its texts
     */
    void settle(final List<KeyedText> texts, final VoyageException rejection) throws VoyageException {
        settle(texts, rejection, false);
    }

    private void settle(final List<KeyedText> texts, final VoyageException rejection, final boolean textsAreTheReason)
            throws VoyageException {
        List<KeyedText> remaining = texts;
        VoyageException reason = rejection;
        boolean misled = false;
        int named = 0;
        while (!misled && remaining.size() > 1 && (textsAreTheReason || named < PROBES)) {
            final Set<KeyedText> suspects = suspects(remaining, reason, textsAreTheReason ? remaining.size() : PROBES);
            if (suspects.isEmpty()) {
                break;
            }

            for (final KeyedText suspect : suspects) {
                misled |= accepts(suspect);
            }
            named += suspects.size();
            final List<KeyedText> others =
                    remaining.stream().filter(text -> !suspects.contains(text)).toList();
            reason = others.isEmpty() ? null : sender.send(others);
            if (reason == null) {
                return;
            }
            remaining = others;
        }

        if (remaining.size() == 1) {
            if (!textsAreTheReason && !isTextToBlame(reason)) {
                throw reason;
            }
            reject(remaining.getFirst(), reason);
        } else if (textsAreTheReason || TokenLimit.is(reason)) {
            halve(remaining, textsAreTheReason);
        } else {
            halve(probe(remaining, reason), true);
        }
    }

    private static Set<KeyedText> suspects(final List<KeyedText> texts, final VoyageException reason, final int most) {
        return TokenLimit.is(reason)
                ? Set.of()
                : TextRejection.positions(reason, texts.size()).stream()
                        .limit(most)
                        .map(texts::get)
                        .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    // sent alone, the text shows whether it was named rightly
    private boolean accepts(final KeyedText text) throws VoyageException {
        final VoyageException reason = sender.send(List.of(text));
        if (reason != null) {
            reject(text, reason);
        }
        return reason == null;
    }

    private List<KeyedText> probe(final List<KeyedText> texts, final VoyageException rejection) throws VoyageException {
        final boolean all = texts.size() <= PROBES;
        final Map<KeyedText, VoyageException> rejected = new LinkedHashMap<>();
        final List<KeyedText> unsettled = new ArrayList<>(texts);
        boolean accepted = false;
        for (int i = 0; i < Math.min(PROBES, texts.size()) && (all || !accepted); i++) {
            // spread over the request: texts that are next to each other often share a defect
            final KeyedText text = texts.get(all ? i : i * (texts.size() - 1) / (PROBES - 1));
            final VoyageException reason = sender.send(List.of(text));
            unsettled.remove(text);
            if (reason == null) {
                accepted = true;
            } else {
                rejected.put(text, reason);
            }
        }

        if (!accepted && (!all || !areTextsToBlame(rejected))) {
            throw rejection;
        }
        rejected.forEach(this::reject);
        return unsettled;
    }

    private void halve(final List<KeyedText> texts, final boolean textsAreTheReason) throws VoyageException {
        final int half = texts.size() / 2;
        for (final List<KeyedText> part : List.of(texts.subList(0, half), texts.subList(half, texts.size()))) {
            final VoyageException reason = part.isEmpty() ? null : sender.send(part);
            if (reason != null) {
                settle(part, reason, textsAreTheReason);
            }
        }
    }

    private boolean areTextsToBlame(final Map<KeyedText, VoyageException> rejected) {
        return rejected.values().stream().anyMatch(this::isTextToBlame)
                || rejected.values().stream()
                                .map(TextRejection::reason)
                                .distinct()
                                .count()
                        > 1;
    }

    // other texts have a vector of the same model and parameters
    private boolean isTextToBlame(final VoyageException reason) {
        return TokenLimit.is(reason)
                || TextRejection.namesInput(reason)
                || othersAreKnown
                || usage.tokens() > 0
                || usage.hits() > 0;
    }

    private void reject(final KeyedText text, final VoyageException reason) {
        outcomes.rejected(
                text.key(),
                new RecordError(
                        "http_" + reason.statusCode().orElse(0),
                        reason.detail().orElse("Voyage rejected the text without a reason")));
    }
}
