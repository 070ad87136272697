/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.record;

import org.apache.nifi.serialization.record.DataType;

import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The new content of a field.
 *
 * @param source the value or a {@link DeferredValue}
 * @param type of the field; null to keep its current type
 * @param json returns the value as JSON, or null if only a writer can format it
 */
public record FieldContent(Object source, DataType type, Function<LongTextPlacer, String> json) {

    /**
     * Creates content whose JSON is derived from the value.
     */
    public static FieldContent of(final Object value, final DataType type) {
        return new FieldContent(value, type, placer -> JsonText.ofValue(value).orElse(null));
    }

    /**
     * Creates content whose value is computed when it is needed, which it is not if a writer takes the JSON.
     *
     * @param json the value as JSON
     */
    public static FieldContent deferred(final Supplier<Object> value, final DataType type, final LongText json) {
        final DeferredValue deferred = new DeferredValue(value);
        return new FieldContent(deferred, type, placer -> placer.place(json, deferred::isPending));
    }

    public Object value() {
        return DeferredValue.resolve(source);
    }
}
