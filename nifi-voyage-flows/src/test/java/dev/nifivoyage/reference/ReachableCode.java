/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.reference;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaFieldAccess;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaMethod;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;

/**
 * The code that a component can run, by rapid type analysis: a virtual call reaches the overriding methods of the
 * classes that reached code instantiates. Source: Bacon and Sweeney, Fast Static Analysis of C++ Virtual Function
 * Calls, OOPSLA 1996.
 */
final class ReachableCode {
    private final String root;
    private final Queue<JavaCodeUnit> pending = new ArrayDeque<>();
    private final Set<JavaCodeUnit> reached = new HashSet<>();
    private final Set<JavaClass> initialized = new HashSet<>();
    private final Set<JavaClass> instantiated = new LinkedHashSet<>();
    private final Map<JavaClass, Set<JavaMethod>> calledOn = new HashMap<>();
    private final Map<String, Set<String>> constants = new HashMap<>();

    /**
     * Follows the calls of a component.
     *
     * @param classes all classes of the project
     * @param root prefix of their packages
     * @param component where to start: all methods of this class, since NiFi may call each of them
     */
    ReachableCode(final JavaClasses classes, final String root, final Class<?> component) {
        this.root = root;
        final JavaClass start = classes.get(component);
        instantiate(start);
        start.getAllMembers().stream()
                .filter(JavaCodeUnit.class::isInstance)
                .map(JavaCodeUnit.class::cast)
                .forEach(this::reach);
        while (!pending.isEmpty()) {
            follow(pending.remove());
        }
    }

    /**
     * Returns the names of the constants of an enum that the code reads.
     */
    Set<String> constants(final Class<? extends Enum<?>> type) {
        return constants.getOrDefault(type.getName(), Set.of());
    }

    private void follow(final JavaCodeUnit unit) {
        for (final JavaFieldAccess access : unit.getFieldAccesses()) {
            read(unit, access);
        }
        unit.getCallsFromSelf().forEach(this::call);
        unit.getMethodReferencesFromSelf().forEach(this::call);
        unit.getConstructorReferencesFromSelf().forEach(this::call);
    }

    private void read(final JavaCodeUnit unit, final JavaFieldAccess access) {
        final JavaClass owner = access.getTargetOwner();
        if (!isOurs(owner)) {
            return;
        }
        initialize(owner);
        if (owner.isEnum() && !unit.getOwner().equals(owner)) {
            constants
                    .computeIfAbsent(owner.getName(), any -> new TreeSet<>())
                    .add(access.getTarget().getName());
        }
    }

    private void call(final JavaAccess<? extends AccessTarget.CodeUnitAccessTarget> call) {
        if (!isOurs(call.getTargetOwner())) {
            return;
        }
        final Optional<? extends JavaMember> target = call.getTarget().resolveMember();
        if (target.isEmpty()) {
            return;
        }
        initialize(target.get().getOwner());
        if (target.get() instanceof final JavaMethod method) {
            reach(method);
            calledOn.computeIfAbsent(method.getOwner(), any -> new HashSet<>()).add(method);
            instantiated.stream()
                    .filter(type -> type.isAssignableTo(method.getOwner().getName()))
                    .toList()
                    .forEach(type -> overriding(type, method).forEach(this::reach));
        } else if (target.get() instanceof final JavaCodeUnit constructor) {
            instantiate(constructor.getOwner());
            reach(constructor);
        }
    }

    private void instantiate(final JavaClass type) {
        initialize(type);
        if (!instantiated.add(type)) {
            return;
        }
        final List<JavaClass> supertypes = new ArrayList<>(type.getAllRawSuperclasses());
        supertypes.addAll(type.getAllRawInterfaces());
        for (final JavaClass supertype : supertypes) {
            // NiFi and the JDK call what they know of
            final Set<JavaMethod> called =
                    isOurs(supertype) ? calledOn.getOrDefault(supertype, Set.of()) : supertype.getMethods();
            Set.copyOf(called).forEach(method -> overriding(type, method).forEach(this::reach));
        }
    }

    // all overloads with as many parameters, because type parameters hide which of them overrides
    private List<JavaMethod> overriding(final JavaClass type, final JavaMethod method) {
        JavaClass owner = type;
        while (owner != null && isOurs(owner)) {
            final List<JavaMethod> candidates = owner.getMethods().stream()
                    .filter(candidate -> candidate.getName().equals(method.getName())
                            && candidate.getRawParameterTypes().size()
                                    == method.getRawParameterTypes().size())
                    .toList();
            if (!candidates.isEmpty()) {
                return candidates;
            }
            owner = owner.getRawSuperclass().orElse(null);
        }
        return List.of();
    }

    private void initialize(final JavaClass type) {
        if (isOurs(type) && initialized.add(type)) {
            type.getStaticInitializer().ifPresent(this::reach);
            type.getRawSuperclass().ifPresent(this::initialize);
        }
    }

    private void reach(final JavaCodeUnit unit) {
        if (isOurs(unit.getOwner()) && reached.add(unit)) {
            pending.add(unit);
        }
    }

    private boolean isOurs(final JavaClass type) {
        return type.getPackageName().startsWith(root);
    }
}
