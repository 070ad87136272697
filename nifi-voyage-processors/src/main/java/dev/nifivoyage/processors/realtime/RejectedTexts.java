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
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds the texts that make Voyage reject a request, and embeds the others. Texts named in the error are sent alone;
 * otherwise the request is bisected.
 *
 * <p>To avoid a search for an error that all texts share, a few texts are sent alone first. If Voyage accepts none of
 * them, the request as a whole is rejected.</p>
 */
final class RejectedTexts {
    /** Texts that are sent alone before a request is bisected. */
    private static final int PROBES = 8;

    private final Sender sender;
    private final TextOutcomes outcomes;
    private final Usage usage;
    private final boolean othersAreEmbedded;

    /**
     * @param othersAreEmbedded whether other texts have vectors of the same parameters
     */
    RejectedTexts(
            final Sender sender, final TextOutcomes outcomes, final Usage usage, final boolean othersAreEmbedded) {
        this.sender = sender;
        this.outcomes = outcomes;
        this.usage = usage;
        this.othersAreEmbedded = othersAreEmbedded;
    }

    /**
     * Sends texts in one request.
     */
    @FunctionalInterface
    interface Sender {

        /**
         * Sends the texts and settles them.
         *
         * @return the rejection, or empty if the texts are embedded
         * @throws VoyageException if the request failed for a reason other than its texts
         */
        Optional<VoyageException> send(List<KeyedText> texts) throws VoyageException;
    }

    /**
     * Settles all texts of a rejected request.
     *
     * @throws VoyageException the rejection, if it concerns the request rather than its texts
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
            final Optional<VoyageException> next = others.isEmpty() ? Optional.empty() : sender.send(others);
            if (next.isEmpty()) {
                return;
            }
            reason = next.get();
            remaining = others;
        }

        if (remaining.size() == 1) {
            if (!textsAreTheReason && !isTextToBlame(reason)) {
                throw reason;
            }
            reject(remaining.getFirst(), reason);
        } else if (textsAreTheReason || TokenLimit.isExceeded(reason)) {
            halve(remaining, textsAreTheReason);
        } else {
            halve(probe(remaining, reason), true);
        }
    }

    private static Set<KeyedText> suspects(final List<KeyedText> texts, final VoyageException reason, final int most) {
        return TokenLimit.isExceeded(reason)
                ? Set.of()
                : TextRejection.positions(reason, texts.size()).stream()
                        .limit(most)
                        .map(texts::get)
                        .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    // a text that is accepted alone was named wrongly
    private boolean accepts(final KeyedText text) throws VoyageException {
        final Optional<VoyageException> reason = sender.send(List.of(text));
        reason.ifPresent(rejection -> reject(text, rejection));
        return reason.isEmpty();
    }

    private List<KeyedText> probe(final List<KeyedText> texts, final VoyageException rejection) throws VoyageException {
        final boolean all = texts.size() <= PROBES;
        final Map<KeyedText, VoyageException> rejected = new LinkedHashMap<>();
        final List<KeyedText> unsettled = new ArrayList<>(texts);
        boolean accepted = false;
        for (int i = 0; i < Math.min(PROBES, texts.size()) && (all || !accepted); i++) {
            // spread over the request, because neighboring texts often share a defect
            final KeyedText text = texts.get(all ? i : i * (texts.size() - 1) / (PROBES - 1));
            final Optional<VoyageException> reason = sender.send(List.of(text));
            unsettled.remove(text);
            accepted |= reason.isEmpty();
            reason.ifPresent(one -> rejected.put(text, one));
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
            final Optional<VoyageException> reason = part.isEmpty() ? Optional.empty() : sender.send(part);
            if (reason.isPresent()) {
                settle(part, reason.get(), textsAreTheReason);
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

    // the parameters are right once a text has a vector
    private boolean isTextToBlame(final VoyageException reason) {
        return TokenLimit.isExceeded(reason)
                || TextRejection.namesInput(reason)
                || othersAreEmbedded
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
