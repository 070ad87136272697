/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors;

import org.apache.nifi.annotation.documentation.SeeAlso;
import org.apache.nifi.controller.ControllerService;
import org.apache.nifi.processor.Processor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.HashSet;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

/**
 * Who names a component in its documentation is named there too.
 */
class SeeAlsoTest {

    static Stream<Class<?>> components() {
        return Stream.concat(types(Processor.class), types(ControllerService.class));
    }

    @ParameterizedTest
    @MethodSource("components")
    void namesComponentsThatNameItToo(final Class<?> component) {
        final Map<String, Class<?>> all = components().collect(Collectors.toMap(Class::getName, Function.identity()));
        final Set<String> seen = seen(component);
        assertFalse(seen.isEmpty(), "it names no other");

        final Set<String> unknown = new TreeSet<>(seen);
        unknown.removeAll(all.keySet());
        assertEquals(Set.of(), unknown, "no components of NiFi Voyage");
        final Set<String> oneWay = new TreeSet<>(seen);
        oneWay.removeIf(name -> seen(all.get(name)).contains(component.getName()));
        assertEquals(Set.of(), oneWay, "do not name it");
    }

    private static Set<String> seen(final Class<?> component) {
        final SeeAlso seeAlso = component.getAnnotation(SeeAlso.class);
        final Set<String> names = new HashSet<>();
        for (final String name : seeAlso == null ? new String[0] : seeAlso.classNames()) {
            assertFalse(
                    name.equals(component.getName()) || !names.add(name),
                    () -> "%s is named by itself or twice".formatted(name));
        }

        return names;
    }

    private static <T> Stream<Class<?>> types(final Class<T> service) {
        return ServiceLoader.load(service).stream()
                .<Class<?>>map(ServiceLoader.Provider::type)
                .filter(type -> type.getName().startsWith("dev.nifivoyage."));
    }
}
