/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.fault;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A set of faults, in JSON as the body of {@code PUT /_local/faults} (names in snake case, enum values in any case). In
 * the pattern of a path, {@code *} matches within a segment, and {@code **} matches anything.
 *
 * @param statuses requests rejected with a status
 * @param resets connections reset
 * @param stalls requests kept waiting
 * @param truncations downloads broken off
 * @param expiredUrls number of the next signed URLs that have expired
 * @param output lines of output files dropped, duplicated, malformed
 * @param lines requests of batches that fail
 * @param rejections texts that cause the rejection of their real-time request
 * @param batches faults of the next batches
 * @param delays duration of states, for example {@code {"validating": "4m"}}, by the server clock
 * @param lags time until new batches and files become visible, and the age of the list of batches, for example
 *     {@code {"batch_list": "5s", "batch": "2s", "file": "2s", "batch_list_age": "5s"}}, by the server clock
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FaultPlan(
        List<StatusBursts.Burst> statuses,
        List<ConnectionResets.Reset> resets,
        List<Stalls.Stall> stalls,
        List<DownloadFaults.Truncation> truncations,
        int expiredUrls,
        OutputFaults.Shares output,
        LineFailures.Shares lines,
        List<TextRejections.Rule> rejections,
        List<BatchFaults.BatchFault> batches,
        Map<String, String> delays,
        Map<String, String> lags) {

    public static final FaultPlan NONE = new FaultPlan(null, null, null, null, 0, null, null, null, null, null, null);

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .build();

    public FaultPlan {
        statuses = statuses == null ? List.of() : List.copyOf(statuses);
        resets = resets == null ? List.of() : List.copyOf(resets);
        stalls = stalls == null ? List.of() : List.copyOf(stalls);
        truncations = truncations == null ? List.of() : List.copyOf(truncations);
        output = output == null ? OutputFaults.Shares.NONE : output;
        lines = lines == null ? LineFailures.Shares.NONE : lines;
        rejections = rejections == null ? List.of() : List.copyOf(rejections);
        batches = batches == null ? List.of() : List.copyOf(batches);
        delays = delays == null ? Map.of() : Map.copyOf(delays);
        lags = lags == null ? Map.of() : Map.copyOf(lags);
    }

    /**
     * Returns the plan of some faults, in their order.
     */
    public static FaultPlan of(final Fault... faults) {
        return new FaultPlan(
                all(faults, StatusBursts.Burst.class),
                all(faults, ConnectionResets.Reset.class),
                all(faults, Stalls.Stall.class),
                all(faults, DownloadFaults.Truncation.class),
                all(faults, Fault.ExpiredUrls.class).stream()
                        .mapToInt(Fault.ExpiredUrls::count)
                        .sum(),
                last(faults, OutputFaults.Shares.class),
                last(faults, LineFailures.Shares.class),
                all(faults, TextRejections.Rule.class),
                all(faults, BatchFaults.BatchFault.class),
                all(faults, Fault.Delay.class).stream()
                        .collect(Collectors.toMap(Fault.Delay::state, Fault.Delay::duration)),
                all(faults, Fault.Lag.class).stream().collect(Collectors.toMap(Fault.Lag::place, Fault.Lag::duration)));
    }

    private static <T extends Fault> List<T> all(final Fault[] faults, final Class<T> kind) {
        return Arrays.stream(faults).filter(kind::isInstance).map(kind::cast).toList();
    }

    private static <T extends Fault> T last(final Fault[] faults, final Class<T> kind) {
        final List<T> all = all(faults, kind);
        return all.isEmpty() ? null : all.getLast();
    }

    /**
     * @throws IllegalArgumentException with position and reason if the text is not a plan
     */
    public static FaultPlan parse(final String json) {
        try {
            return MAPPER.readValue(json, FaultPlan.class);
        } catch (final JsonProcessingException e) {
            throw new IllegalArgumentException("The faults cannot be read: " + e.getOriginalMessage(), e);
        }
    }

    public String toJson() {
        try {
            return MAPPER.writeValueAsString(this);
        } catch (final JsonProcessingException e) {
            throw new IllegalStateException("The faults cannot be written", e);
        }
    }
}
