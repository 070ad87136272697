/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.api;

import java.util.function.BooleanSupplier;

/**
 * Signals the calls of {@link VoyageClientService} in a thread that their processor was stopped. Calls then end with
 * {@link TransferStoppedException} within a few seconds, even if the server is silent, except for
 * {@link VoyageClientService#createBatch}.
 */
public final class StopSignal implements AutoCloseable {
    private static final StopSignal NONE = new StopSignal(() -> false, null);
    private static final ThreadLocal<StopSignal> OF_THREAD = new ThreadLocal<>();

    private final BooleanSupplier stopped;
    private final StopSignal outer;

    private StopSignal(final BooleanSupplier stopped, final StopSignal outer) {
        this.stopped = stopped;
        this.outer = outer;
    }

    /**
     * Applies to the calls of this thread until the thread closes it.
     *
     * @param stopped called frequently, and by other threads
     */
    public static StopSignal enter(final BooleanSupplier stopped) {
        final StopSignal signal = new StopSignal(stopped, OF_THREAD.get());
        OF_THREAD.set(signal);
        return signal;
    }

    /**
     * Returns the signal of this thread; one that is never stopped if none was entered.
     */
    public static StopSignal ofThisThread() {
        final StopSignal signal = OF_THREAD.get();
        return signal == null ? NONE : signal;
    }

    public boolean isStopped() {
        return stopped.getAsBoolean();
    }

    @Override
    public void close() {
        if (outer == null) {
            OF_THREAD.remove();
        } else {
            OF_THREAD.set(outer);
        }
    }
}
