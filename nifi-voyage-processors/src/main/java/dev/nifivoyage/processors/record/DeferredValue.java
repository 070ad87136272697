/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.record;

import java.util.function.Supplier;

/**
 * A value that is computed when it is first needed. Not thread-safe.
 */
final class DeferredValue {
    private Supplier<Object> supplier;
    private Object value;

    DeferredValue(final Supplier<Object> supplier) {
        this.supplier = supplier;
    }

    Object get() {
        if (supplier != null) {
            value = supplier.get();
            supplier = null;
        }
        return value;
    }

    boolean isPending() {
        return supplier != null;
    }

    /**
     * Returns the value of an object that may be a deferred value.
     */
    static Object resolve(final Object object) {
        return object instanceof final DeferredValue deferred ? deferred.get() : object;
    }
}
