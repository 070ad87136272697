/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.record;

import java.util.AbstractMap;
import java.util.Map;
import java.util.Set;

/**
 * The values of a record, each {@link DeferredValue} of which is computed when a writer asks for it. A writer that
 * copies the text of the record does not ask.
 */
final class DeferredValues extends AbstractMap<String, Object> {
    private final Map<String, Object> values;

    /**
     * @param values values by field name; modified
     */
    DeferredValues(final Map<String, Object> values) {
        this.values = values;
    }

    @Override
    public Object get(final Object name) {
        return DeferredValue.resolve(values.get(name));
    }

    @Override
    public boolean containsKey(final Object name) {
        return values.containsKey(name);
    }

    @Override
    public Set<String> keySet() {
        return values.keySet();
    }

    @Override
    public Object put(final String name, final Object value) {
        return DeferredValue.resolve(values.put(name, value));
    }

    @Override
    public Object remove(final Object name) {
        return DeferredValue.resolve(values.remove(name));
    }

    @Override
    public int size() {
        return values.size();
    }

    @Override
    public Set<Entry<String, Object>> entrySet() {
        values.replaceAll((name, value) -> DeferredValue.resolve(value));
        return values.entrySet();
    }
}
