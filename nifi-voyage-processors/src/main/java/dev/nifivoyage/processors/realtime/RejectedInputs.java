/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.realtime;

import dev.nifivoyage.processors.model.BilledUsage;
import dev.nifivoyage.processors.realtime.input.KeyedInput;
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
 * Finds the inputs that make Voyage reject a request, and embeds the others. Inputs named in the error are sent alone;
 * otherwise the request is bisected.
 *
 * <p>To avoid a search for an error that all inputs share, a few inputs are sent alone first. If Voyage accepts none of
 * them, the request as a whole is rejected.</p>
 */
final class RejectedInputs {
    /** Inputs that are sent alone before a request is bisected. */
    private static final int PROBES = 8;

    private final Sender sender;
    private final InputOutcomes outcomes;
    private final Usage usage;
    private final boolean othersAreEmbedded;

    /**
     * @param othersAreEmbedded whether other inputs have vectors of the same parameters
     */
    RejectedInputs(
            final Sender sender, final InputOutcomes outcomes, final Usage usage, final boolean othersAreEmbedded) {
        this.sender = sender;
        this.outcomes = outcomes;
        this.usage = usage;
        this.othersAreEmbedded = othersAreEmbedded;
    }

    /**
     * Sends inputs in one request.
     */
    @FunctionalInterface
    interface Sender {

        /**
         * Sends the inputs and settles them.
         *
         * @return the rejection, or empty if the inputs are embedded
         * @throws VoyageException if the request failed for a reason other than its inputs
         */
        Optional<VoyageException> send(List<KeyedInput> inputs) throws VoyageException;
    }

    /**
     * Settles all inputs of a rejected request.
     *
     * @throws VoyageException the rejection, if it concerns the request rather than its inputs
     */
    void settle(final List<KeyedInput> inputs, final VoyageException rejection) throws VoyageException {
        settle(inputs, rejection, false);
    }

    private void settle(
            final List<KeyedInput> inputs, final VoyageException rejection, final boolean inputsAreTheReason)
            throws VoyageException {
        List<KeyedInput> remaining = inputs;
        VoyageException reason = rejection;
        boolean misled = false;
        int named = 0;
        while (!misled && remaining.size() > 1 && (inputsAreTheReason || named < PROBES)) {
            final Set<KeyedInput> suspects =
                    suspects(remaining, reason, inputsAreTheReason ? remaining.size() : PROBES);
            if (suspects.isEmpty()) {
                break;
            }

            for (final KeyedInput suspect : suspects) {
                misled |= accepts(suspect);
            }
            named += suspects.size();
            final List<KeyedInput> others = remaining.stream()
                    .filter(input -> !suspects.contains(input))
                    .toList();
            final Optional<VoyageException> next = others.isEmpty() ? Optional.empty() : sender.send(others);
            if (next.isEmpty()) {
                return;
            }
            reason = next.get();
            remaining = others;
        }

        if (remaining.size() == 1) {
            if (!inputsAreTheReason && !isInputToBlame(reason)) {
                throw reason;
            }
            reject(remaining.getFirst(), reason);
        } else if (inputsAreTheReason || TokenLimit.isExceeded(reason)) {
            halve(remaining, inputsAreTheReason);
        } else {
            halve(probe(remaining, reason), true);
        }
    }

    private static Set<KeyedInput> suspects(
            final List<KeyedInput> inputs, final VoyageException reason, final int most) {
        return TokenLimit.isExceeded(reason)
                ? Set.of()
                : InputRejection.positions(reason, inputs.size()).stream()
                        .limit(most)
                        .map(inputs::get)
                        .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    // an input that is accepted alone was named wrongly
    private boolean accepts(final KeyedInput input) throws VoyageException {
        final Optional<VoyageException> reason = sender.send(List.of(input));
        reason.ifPresent(rejection -> reject(input, rejection));
        return reason.isEmpty();
    }

    private List<KeyedInput> probe(final List<KeyedInput> inputs, final VoyageException rejection)
            throws VoyageException {
        final boolean all = inputs.size() <= PROBES;
        final Map<KeyedInput, VoyageException> rejected = new LinkedHashMap<>();
        final List<KeyedInput> unsettled = new ArrayList<>(inputs);
        boolean accepted = false;
        for (int i = 0; i < Math.min(PROBES, inputs.size()) && (all || !accepted); i++) {
            // spread over the request, because neighboring inputs often share a defect
            final KeyedInput input = inputs.get(all ? i : i * (inputs.size() - 1) / (PROBES - 1));
            final Optional<VoyageException> reason = sender.send(List.of(input));
            unsettled.remove(input);
            accepted |= reason.isEmpty();
            reason.ifPresent(one -> rejected.put(input, one));
        }

        if (!accepted && (!all || !areInputsToBlame(rejected))) {
            throw rejection;
        }
        rejected.forEach(this::reject);
        return unsettled;
    }

    private void halve(final List<KeyedInput> inputs, final boolean inputsAreTheReason) throws VoyageException {
        final int half = inputs.size() / 2;
        for (final List<KeyedInput> part : List.of(inputs.subList(0, half), inputs.subList(half, inputs.size()))) {
            final Optional<VoyageException> reason = part.isEmpty() ? Optional.empty() : sender.send(part);
            if (reason.isPresent()) {
                settle(part, reason.get(), inputsAreTheReason);
            }
        }
    }

    private boolean areInputsToBlame(final Map<KeyedInput, VoyageException> rejected) {
        return rejected.values().stream().anyMatch(this::isInputToBlame)
                || rejected.values().stream()
                                .map(InputRejection::reason)
                                .distinct()
                                .count()
                        > 1;
    }

    // the parameters are right once an input has a vector
    private boolean isInputToBlame(final VoyageException reason) {
        return TokenLimit.isExceeded(reason)
                || InputRejection.namesInput(reason)
                || othersAreEmbedded
                || !usage.billed().equals(BilledUsage.NONE)
                || usage.hits() > 0;
    }

    private void reject(final KeyedInput input, final VoyageException reason) {
        outcomes.rejected(
                input.key(),
                new RecordError(
                        "http_" + reason.statusCode().orElse(0),
                        reason.detail().orElse("Voyage rejected the input without a reason")));
    }
}
