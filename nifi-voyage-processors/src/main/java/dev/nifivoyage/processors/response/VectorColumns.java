/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.response;

import dev.nifivoyage.processors.property.OptionalRecordPath;
import dev.nifivoyage.processors.record.FieldContent;
import dev.nifivoyage.processors.record.InputRecord;
import dev.nifivoyage.processors.record.RecordDraft;
import dev.nifivoyage.processors.record.RecordError;
import dev.nifivoyage.processors.record.RecordProperties;
import dev.nifivoyage.processors.record.ResultField;
import dev.nifivoyage.processors.record.ResultPlace;
import dev.nifivoyage.processors.record.path.TargetRecordPath;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.ValidationContext;
import org.apache.nifi.components.ValidationResult;
import org.apache.nifi.context.PropertyContext;
import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.RecordFieldType;
import org.apache.nifi.serialization.record.RecordSchema;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Optional fields of a record that describe the origin of its vector, as columns of a database table.
 */
public final class VectorColumns implements ResultPlace {

    public static final PropertyDescriptor MODEL_RECORD_PATH =
            property("Model Record Path", "the name of the model that created the vector");
    public static final PropertyDescriptor DIMENSION_RECORD_PATH =
            property("Dimension Record Path", "the number of dimensions of the vector");
    public static final PropertyDescriptor INPUT_TYPE_RECORD_PATH =
            property("Input Type Record Path", "the input type of the vector: document, query, or none");
    public static final PropertyDescriptor CONTENT_KEY_RECORD_PATH = property(
            "Content Key Record Path",
            "the content key of the vector: a text of 43 characters that changes only if the text, the model, or another parameter of the vector changes, "
                    + "so that a database can skip unchanged records");
    public static final PropertyDescriptor TOKENS_RECORD_PATH = property(
            "Tokens Record Path",
            "the number of tokens billed for the text when it was embedded; a cached vector keeps its number");

    /** Without any field. */
    public static final VectorColumns NONE = new VectorColumns(List.of());

    private final List<Target> targets;

    private VectorColumns(final List<Target> targets) {
        this.targets = targets;
    }

    private enum Column {
        MODEL(
                MODEL_RECORD_PATH,
                RecordFieldType.STRING,
                origin -> origin.parameters().model()),
        DIMENSION(
                DIMENSION_RECORD_PATH,
                RecordFieldType.INT,
                origin -> origin.dimension().getAsInt()),
        INPUT_TYPE(
                INPUT_TYPE_RECORD_PATH,
                RecordFieldType.STRING,
                origin -> origin.parameters().inputType().getValue()),
        CONTENT_KEY(
                CONTENT_KEY_RECORD_PATH,
                RecordFieldType.STRING,
                origin -> origin.key().toString()),
        TOKENS(TOKENS_RECORD_PATH, RecordFieldType.INT, VectorOrigin::tokens);

        private final PropertyDescriptor property;
        private final DataType type;
        private final Function<VectorOrigin, Object> value;

        Column(
                final PropertyDescriptor property,
                final RecordFieldType type,
                final Function<VectorOrigin, Object> value) {
            this.property = property;
            this.type = type.getDataType();
            this.value = value;
        }

        private Optional<String> path(final PropertyContext context) {
            return OptionalRecordPath.path(context, property);
        }
    }

    /**
     * The place of a column in a record.
     */
    private record Target(Column column, TargetRecordPath path) {}

    private static PropertyDescriptor property(final String name, final String content) {
        return new PropertyDescriptor.Builder()
                .name(name)
                .description(
                        "A RecordPath that points to the field for %s. A missing field is added, but its parent must exist. If not set, nothing is written."
                                .formatted(content))
                // each processor has its own reader property of this name
                .dependsOn(RecordProperties.RECORD_READER)
                .required(false)
                .addValidator(OptionalRecordPath::validate)
                .build();
    }

    /**
     * Returns the columns of a processor with a Record Reader.
     */
    public static VectorColumns of(final PropertyContext context) {
        final List<Target> targets = new ArrayList<>();
        for (final Column column : Column.values()) {
            column.path(context).map(TargetRecordPath::new).ifPresent(path -> targets.add(new Target(column, path)));
        }

        return new VectorColumns(targets);
    }

    /**
     * Returns the record paths of the columns by property.
     */
    public static Map<PropertyDescriptor, String> paths(final PropertyContext context) {
        final Map<PropertyDescriptor, String> paths = new LinkedHashMap<>();
        for (final Column column : Column.values()) {
            column.path(context).ifPresent(path -> paths.put(column.property, path));
        }

        return paths;
    }

    /**
     * Returns an error for each field that would replace the vector or another column.
     *
     * @param vectorPath property with the path of the vector
     */
    public static Collection<ValidationResult> validate(
            final ValidationContext context, final PropertyDescriptor vectorPath) {
        if (!context.getProperty(RecordProperties.RECORD_READER).isSet()) {
            return List.of();
        }

        final Map<String, PropertyDescriptor> used = new HashMap<>();
        used.put(context.getProperty(vectorPath).getValue(), vectorPath);
        final List<ValidationResult> errors = new ArrayList<>();
        for (final Column column : Column.values()) {
            final String path = column.path(context).orElse(null);
            final PropertyDescriptor other = path == null ? null : used.putIfAbsent(path, column.property);
            if (other != null) {
                errors.add(new ValidationResult.Builder()
                        .subject(column.property.getName())
                        .input(path)
                        .valid(false)
                        .explanation("%s points to the same field".formatted(other.getName()))
                        .build());
            }
        }
        return errors;
    }

    @Override
    public RecordSchema schema(final RecordSchema schema) {
        RecordSchema all = schema;
        for (final Target target : targets) {
            all = target.path().schema(all, target.column().type);
        }
        return all;
    }

    @Override
    public List<ResultField> results(final RecordSchema schema) {
        return targets.stream()
                .flatMap(target -> target.path().results(List.of(), target.column().type).stream())
                .toList();
    }

    @Override
    public Optional<RecordError> noPlace(final InputRecord record) {
        return targets.stream()
                .map(target -> target.path().noPlace(record))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /**
     * Writes the fields.
     *
     * @return an error if the record has no place for one of them
     */
    public Optional<RecordError> put(final RecordDraft draft, final VectorOrigin origin) {
        for (final Target target : targets) {
            final Column column = target.column();
            final Optional<RecordError> noPlace =
                    target.path().put(draft, FieldContent.of(column.value.apply(origin), column.type));
            if (noPlace.isPresent()) {
                return noPlace;
            }
        }

        return Optional.empty();
    }
}
