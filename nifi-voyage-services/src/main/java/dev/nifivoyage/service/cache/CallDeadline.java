/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.cache;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Limits the wait for calls that may block. The call itself continues in its own thread until it ends.
 */
final class CallDeadline {
    private final Duration longest;

    CallDeadline(final Duration longest) {
        this.longest = longest;
    }

    /**
     * Returns the result of the call.
     *
     * @throws SocketTimeoutException if the call takes too long
     */
    <T> T call(final Callable<T> call) throws IOException {
        final FutureTask<T> task = new FutureTask<>(call);
        final Thread thread = Thread.ofVirtual().name("Shared cache call").unstarted(task);
        thread.setContextClassLoader(Thread.currentThread().getContextClassLoader());
        thread.start();
        try {
            return task.get(longest.toNanos(), TimeUnit.NANOSECONDS);
        } catch (final TimeoutException e) {
            task.cancel(true);
            final SocketTimeoutException timeout =
                    new SocketTimeoutException("no response within %d seconds".formatted(longest.toSeconds()));
            timeout.initCause(e);
            throw timeout;
        } catch (final InterruptedException e) {
            task.cancel(true);
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for the shared cache");
        } catch (final ExecutionException e) {
            switch (e.getCause()) {
                case IOException failure -> throw failure;
                case RuntimeException failure -> throw failure;
                case Error failure -> throw failure;
                default -> throw new IOException(e.getCause());
            }
        }
    }
}
