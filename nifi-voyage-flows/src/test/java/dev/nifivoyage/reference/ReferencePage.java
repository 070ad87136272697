/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.reference;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.nifivoyage.processors.attribute.Counter;
import dev.nifivoyage.processors.attribute.ErrorCode;
import org.apache.nifi.annotation.behavior.DynamicProperties;
import org.apache.nifi.annotation.behavior.DynamicProperty;
import org.apache.nifi.annotation.behavior.ReadsAttribute;
import org.apache.nifi.annotation.behavior.ReadsAttributes;
import org.apache.nifi.annotation.behavior.WritesAttribute;
import org.apache.nifi.annotation.behavior.WritesAttributes;
import org.apache.nifi.annotation.documentation.CapabilityDescription;
import org.apache.nifi.components.AllowableValue;
import org.apache.nifi.components.ConfigurableComponent;
import org.apache.nifi.components.PropertyDependency;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.controller.ControllerService;
import org.apache.nifi.expression.ExpressionLanguageScope;
import org.apache.nifi.processor.Processor;
import org.apache.nifi.processor.Relationship;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The reference of all components, in Markdown: what their descriptors, annotations, counters, and error codes say.
 */
final class ReferencePage {
    private static final String ROOT = "dev.nifivoyage";

    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);
    private final StringBuilder page = new StringBuilder();

    String write() {
        final List<Processor> processors = components(Processor.class);
        final List<ControllerService> services = components(ControllerService.class);
        line("# Reference");
        line("");
        line("The processors and controller services of NiFi Voyage, with everything a flow can refer to by name.");
        line("`ReferencePageTest` generates this page from the code and fails when it is stale.");
        line("");
        line("Processors: " + links(processors));
        line("");
        line("Controller services: " + links(services));
        line("");
        line("For all processors: [counters](#counters), [error codes](#error-codes)");
        processors.forEach(this::processor);
        services.forEach(this::component);
        counters();
        errorCodes();
        return page.toString();
    }

    private void processor(final Processor processor) {
        component(processor);
        final ReachableCode code = new ReachableCode(classes, ROOT, processor.getClass());
        table(
                "Relationships of",
                List.of("Name", "Description"),
                relationships(processor),
                relationship -> List.of(code(relationship.getName()), text(relationship.getDescription())));
        table(
                "Attributes read by",
                List.of("Name", "Description"),
                reads(processor.getClass()),
                attribute -> List.of(code(attribute.attribute()), text(attribute.description())));
        table(
                "Attributes written by",
                List.of("Name", "Description"),
                writes(processor.getClass()),
                attribute -> List.of(code(attribute.attribute()), text(attribute.description())));
        names(
                "Counters of",
                code.constants(Counter.class).stream()
                        .map(name -> "*" + Counter.valueOf(name).title() + "*")
                        .sorted()
                        .toList());
        names(
                "Error codes of",
                code.constants(ErrorCode.class).stream()
                        .map(name -> code(ErrorCode.valueOf(name).code()))
                        .sorted()
                        .toList());
    }

    private void component(final ConfigurableComponent component) {
        line("");
        line("## " + component.getClass().getSimpleName());
        line("");
        line(component.getClass().getAnnotation(CapabilityDescription.class).value());
        table(
                "Properties of",
                List.of("Name", "Default", "Values", "Description"),
                component.getPropertyDescriptors(),
                property -> List.of(
                        name(property),
                        property.getDefaultValue() == null ? "" : code(displayed(property)),
                        values(property),
                        text(property.getDescription()) + dependencies(property)));
        table(
                "Dynamic properties of",
                List.of("Name", "Value", "Description"),
                dynamic(component.getClass()),
                property -> List.of(text(property.name()), text(property.value()), text(property.description())));
    }

    private void counters() {
        line("");
        line("## Counters");
        table(
                "",
                List.of("Name", "Counts"),
                Arrays.asList(Counter.values()),
                counter -> List.of(counter.title(), text(counter.meaning())));
    }

    private void errorCodes() {
        line("");
        line("## Error codes");
        line("");
        line(
                "A rejected FlowFile has its code in the attribute `error.code`, and a rejected record in its field `error`, both with a message.");
        line(
                "Besides the codes below, a code can be the status of an HTTP response (`401`, or `http_401` in a result file), "
                        + "the final status of a batch job (`failed`, `expired`, `cancelled`), or a code that Voyage put into a result file.");
        table(
                "",
                List.of("Code", "Meaning", "What to do"),
                Arrays.asList(ErrorCode.values()),
                error -> List.of(code(error.code()), text(error.meaning()), text(error.action())));
    }

    /**
     * Writes only the table of error codes, with the processors that report them.
     */
    String writeErrorCodes() {
        final Map<String, List<String>> processors = new TreeMap<>();
        for (final Processor processor : components(Processor.class)) {
            new ReachableCode(classes, ROOT, processor.getClass())
                    .constants(ErrorCode.class)
                    .forEach(name -> processors
                            .computeIfAbsent(name, code -> new ArrayList<>())
                            .add(processor.getClass().getSimpleName()));
        }
        table(
                "",
                List.of("Code", "Meaning", "What to do", "Reported by"),
                Arrays.asList(ErrorCode.values()),
                error -> List.of(
                        code(error.code()),
                        text(error.meaning()),
                        text(error.action()),
                        String.join(", ", processors.getOrDefault(error.name(), List.of()))));
        return page.toString();
    }

    private static String name(final PropertyDescriptor property) {
        return property.isRequired() ? "**%s**".formatted(property.getName()) : property.getName();
    }

    private static String displayed(final PropertyDescriptor property) {
        return property.getAllowableValues() == null
                ? property.getDefaultValue()
                : property.getAllowableValues().stream()
                        .filter(value -> value.getValue().equals(property.getDefaultValue()))
                        .map(AllowableValue::getDisplayName)
                        .findFirst()
                        .orElse(property.getDefaultValue());
    }

    private static String values(final PropertyDescriptor property) {
        final List<String> values = new ArrayList<>();
        if (property.getControllerServiceDefinition() != null) {
            values.add("service: " + property.getControllerServiceDefinition().getSimpleName());
        } else if (property.getAllowableValues() != null) {
            values.add(property.getAllowableValues().stream()
                    .map(AllowableValue::getDisplayName)
                    .collect(Collectors.joining(", ")));
        }
        if (property.isSensitive()) {
            values.add("sensitive");
        }
        if (property.getExpressionLanguageScope() == ExpressionLanguageScope.FLOWFILE_ATTRIBUTES) {
            values.add("Expression Language with FlowFile attributes");
        } else if (property.getExpressionLanguageScope() == ExpressionLanguageScope.ENVIRONMENT) {
            values.add("Expression Language with the environment");
        }
        return text(String.join("; ", values));
    }

    private static String dependencies(final PropertyDescriptor property) {
        return property.getDependencies().stream()
                .sorted(Comparator.comparing(PropertyDependency::getPropertyName))
                .map(dependency -> dependency.getDependentValues() == null
                        ? "*%s* is set".formatted(dependency.getPropertyName())
                        : "*%s* is %s"
                                .formatted(
                                        dependency.getPropertyName(),
                                        dependency.getDependentValues().stream()
                                                .sorted()
                                                .map(ReferencePage::code)
                                                .collect(Collectors.joining(" or "))))
                .reduce((first, second) -> first + " and " + second)
                .map(" (only if %s)"::formatted)
                .orElse("");
    }

    private static List<Relationship> relationships(final Processor processor) {
        final Map<String, Relationship> relationships = new TreeMap<>();
        add(processor, relationships);
        for (final PropertyDescriptor property : processor.getPropertyDescriptors()) {
            if (property.getAllowableValues() != null) {
                // some relationships exist only with one value of a property
                property.getAllowableValues().forEach(value -> {
                    processor.onPropertyModified(property, property.getDefaultValue(), value.getValue());
                    add(processor, relationships);
                });
                processor.onPropertyModified(property, null, property.getDefaultValue());
            }
        }
        return List.copyOf(relationships.values());
    }

    private static void add(final Processor processor, final Map<String, Relationship> relationships) {
        processor.getRelationships().forEach(relationship -> relationships.put(relationship.getName(), relationship));
    }

    private static List<ReadsAttribute> reads(final Class<?> type) {
        final ReadsAttributes all = type.getAnnotation(ReadsAttributes.class);
        return all == null ? Arrays.asList(type.getAnnotationsByType(ReadsAttribute.class)) : List.of(all.value());
    }

    private static List<WritesAttribute> writes(final Class<?> type) {
        final WritesAttributes all = type.getAnnotation(WritesAttributes.class);
        return all == null ? Arrays.asList(type.getAnnotationsByType(WritesAttribute.class)) : List.of(all.value());
    }

    private static List<DynamicProperty> dynamic(final Class<?> type) {
        final DynamicProperties all = type.getAnnotation(DynamicProperties.class);
        return all == null ? Arrays.asList(type.getAnnotationsByType(DynamicProperty.class)) : List.of(all.value());
    }

    private static <T> List<T> components(final Class<T> type) {
        return ServiceLoader.load(type).stream()
                .map(ServiceLoader.Provider::get)
                .filter(component -> component.getClass().getName().startsWith(ROOT))
                .sorted(Comparator.comparing(component -> component.getClass().getSimpleName()))
                .toList();
    }

    private static String links(final Collection<?> components) {
        return components.stream()
                .map(component -> component.getClass().getSimpleName())
                .map(name -> "[%s](#%s)".formatted(name, name.toLowerCase(Locale.ROOT)))
                .collect(Collectors.joining(", "));
    }

    private <T> void table(
            final String title,
            final List<String> head,
            final Collection<T> entries,
            final Function<T, List<String>> cells) {
        if (entries.isEmpty()) {
            return;
        }
        if (!title.isEmpty()) {
            line("");
            line("### %s %s".formatted(title, section()));
        }
        line("");
        line("| %s |".formatted(String.join(" | ", head)));
        line("| %s |".formatted(head.stream().map(any -> "---").collect(Collectors.joining(" | "))));
        entries.forEach(entry -> line("| %s |".formatted(String.join(" | ", cells.apply(entry)))));
    }

    private void names(final String title, final List<String> names) {
        if (names.isEmpty()) {
            return;
        }
        line("");
        line("### %s %s".formatted(title, section()));
        line("");
        line(String.join(", ", names));
    }

    private String section() {
        final int start = page.lastIndexOf("\n## ") + 4;
        return page.substring(start, page.indexOf("\n", start));
    }

    private static String code(final String text) {
        return "`" + text(text) + "`";
    }

    private static String text(final String text) {
        return text.replace("|", "\\|").replace("\n", " ").replace("<", "&lt;").strip();
    }

    private void line(final String text) {
        page.append(text).append('\n');
    }
}
