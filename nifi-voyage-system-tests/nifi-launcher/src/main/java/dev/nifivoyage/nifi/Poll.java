/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.nifi;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Polls until there is a result or the time is up. */
public final class Poll {

    private static final Duration PAUSE = Duration.ofMillis(200);

    private Poll() {}

    /**
     * Returns the first result that is not empty. Polls at least once.
     *
     * @param deadline maximum time
     * @param what expected result, for the message of the exception
     * @param question polled every 200 ms
     * @throws IllegalStateException if the time is up
     */
    public static <T> T until(final Duration deadline, final String what, final Supplier<Optional<T>> question) {
        return until(deadline, () -> what, question);
    }

    /** Polls with a message that depends on the last result. */
    public static <T> T until(
            final Duration deadline, final Supplier<String> what, final Supplier<Optional<T>> question) {
        final long end = System.nanoTime() + deadline.toNanos();
        while (true) {
            final Optional<T> response = question.get();
            if (response.isPresent()) {
                return response.get();
            }
            if (System.nanoTime() >= end) {
                throw new IllegalStateException("Waited " + deadline.toSeconds() + " s for " + what.get());
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting", e);
        }
    }
}
