/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.fault;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * Faults that each happen a number of times and then no more. Thread-safe.
 */
final class Countdown<F> {

    private final List<Counted<F>> faults;

    Countdown(final List<Counted<F>> faults) {
        this.faults = List.copyOf(faults);
    }

    /**
     * Uses up one occurrence of the first fault that is left and fits.
     */
    Optional<F> take(final Predicate<F> fits) {
        for (final Counted<F> counted : faults) {
            if (fits.test(counted.fault()) && counted.left().getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                return Optional.of(counted.fault());
            }
        }
        return Optional.empty();
    }

    /**
     * @param count number of times; null for one
     */
    static <F> Counted<F> counted(final F fault, final Integer count) {
        return new Counted<>(fault, new AtomicInteger(count == null ? 1 : count));
    }

    record Counted<F>(F fault, AtomicInteger left) {}
}
