/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.cache;

import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Guards a resource against use after it was closed, and against being closed while in use.
 */
final class CloseGuard {
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private boolean closed;

    /**
     * Starts a use, to be ended by {@link #leave()}.
     *
     * @throws IllegalStateException if the resource is closed
     */
    void enter() {
        lock.readLock().lock();
        if (closed) {
            lock.readLock().unlock();
            throw notEnabled();
        }
    }

    static IllegalStateException notEnabled() {
        return new IllegalStateException("Embedding Cache Service is not enabled");
    }

    void leave() {
        lock.readLock().unlock();
    }

    /**
     * Runs an action exclusively, unless the resource is closed.
     */
    void alone(final Runnable action) {
        lock.writeLock().lock();
        try {
            if (!closed) {
                action.run();
            }
        } finally {
            lock.writeLock().unlock();
        }
    }

    /**
     * Closes the resource, and runs an action exclusively if it was open.
     */
    void close(final Runnable action) {
        lock.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                action.run();
            }
        } finally {
            lock.writeLock().unlock();
        }
    }
}
