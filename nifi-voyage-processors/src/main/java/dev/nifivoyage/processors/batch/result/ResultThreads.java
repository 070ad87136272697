/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Threads that work on the results of one FlowFile beside the thread of its processor. Started with the first task. Not
 * thread-safe.
 */
final class ResultThreads implements AutoCloseable {
    private final String name;
    private final int count;
    private ExecutorService executor;

    /**
     * @param name of each thread, which is followed by its number
     */
    ResultThreads(final String name, final int count) {
        this.name = name;
        this.count = count;
    }

    int count() {
        return count;
    }

    <T> Future<T> submit(final Callable<T> task) {
        if (executor == null) {
            executor = Executors.newFixedThreadPool(
                    count, Thread.ofPlatform().name(name + ' ', 1).daemon().factory());
        }
        return executor.submit(task);
    }

    /**
     * Waits for the result of a task.
     *
     * @throws IOException if the task failed with it, or the calling thread is interrupted
     * @throws IllegalStateException if the task failed otherwise
     */
    static <T> T await(final Future<T> task) throws IOException {
        try {
            return task.get();
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted while results were read");
        } catch (final ExecutionException e) {
            if (e.getCause() instanceof final IOException cause) {
                throw cause;
            }
            throw new IllegalStateException("Failed to read results", e.getCause());
        }
    }

    /**
     * Stops the threads; tasks that are not done have no result.
     */
    @Override
    public void close() {
        if (executor != null) {
            executor.shutdownNow();
        }
    }
}
