/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.model;

import org.apache.nifi.logging.ComponentLog;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Announced retirements of models as of November 2026, with their successors. Source: Voyage's page on the choice of a
 * model.
 */
public enum ModelRetirement {
    VOYAGE_3_LARGE(VoyageModel.VOYAGE_3_LARGE, LocalDate.of(2027, 12, 1), VoyageModel.VOYAGE_4_LARGE),
    VOYAGE_3_5(VoyageModel.VOYAGE_3_5, LocalDate.of(2027, 12, 1), VoyageModel.VOYAGE_4),
    VOYAGE_3_5_LITE(VoyageModel.VOYAGE_3_5_LITE, LocalDate.of(2027, 12, 1), VoyageModel.VOYAGE_4_LITE),
    VOYAGE_CODE_2(VoyageModel.VOYAGE_CODE_2, LocalDate.of(2027, 12, 1), VoyageModel.VOYAGE_CODE_4),
    VOYAGE_CODE_3(VoyageModel.VOYAGE_CODE_3, LocalDate.of(2028, 2, 13), VoyageModel.VOYAGE_CODE_4);

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("MMMM d, yyyy", Locale.US);

    private final VoyageModel model;
    private final LocalDate date;
    private final VoyageModel successor;

    ModelRetirement(final VoyageModel model, final LocalDate date, final VoyageModel successor) {
        this.model = model;
        this.date = date;
        this.successor = successor;
    }

    /**
     * Returns the retirement of a model, or empty if none was announced.
     */
    public static Optional<ModelRetirement> ofName(final String modelName) {
        return Arrays.stream(values())
                .filter(retirement -> retirement.model.modelName().equals(modelName))
                .findFirst();
    }

    /**
     * Logs a warning if the model will be or was retired; called when the processor is scheduled.
     */
    public static void warn(final String modelName, final ComponentLog logger) {
        ofName(modelName).ifPresent(retirement -> logger.warn("{}", retirement.message(LocalDate.now())));
    }

    /**
     * Describes all retirements, one sentence per date, for the description of a property.
     */
    public static String description() {
        final Map<LocalDate, List<String>> models = Arrays.stream(values())
                .collect(Collectors.groupingBy(
                        retirement -> retirement.date,
                        LinkedHashMap::new,
                        Collectors.mapping(retirement -> retirement.model.modelName(), Collectors.toList())));
        return models.entrySet().stream()
                .map(entry -> "Voyage retires %s on %s."
                        .formatted(String.join(", ", entry.getValue()), DATE.format(entry.getKey())))
                .collect(Collectors.joining(" "));
    }

    /**
     * Describes the retirement and what to do about it.
     *
     * @param today determines whether the model was already retired
     */
    public String message(final LocalDate today) {
        final String what = today.isBefore(date)
                ? "Model %s will be retired on %s: Voyage will then reject its requests. Change to %s before"
                : "Model %s was retired on %s: Voyage rejects its requests. Change to %s";
        return (what + ", and embed all texts again, because the vectors of the two models cannot be compared")
                .formatted(model.modelName(), DATE.format(date), successor.modelName());
    }

    public LocalDate date() {
        return date;
    }

    public String modelName() {
        return model.modelName();
    }

    public String successorName() {
        return successor.modelName();
    }
}
