/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.create;

import dev.nifivoyage.processors.property.PriceProperty;
import dev.nifivoyage.processors.property.VoyageClientProperty;
import dev.nifivoyage.service.api.VoyageClientService;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.processor.ProcessContext;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;

/**
 * The properties by which the batch jobs of one FlowFile are submitted.
 *
 * @param client connection to Voyage
 * @param metadata metadata from dynamic properties
 * @param price real-time price in US dollars for a million tokens; empty for the list price
 * @param maximumCost maximum cost of all jobs as the property gives it, validated by {@link Budget#of}; empty for no
 *     maximum
 * @param maximumSubmissions maximum number of consecutive jobs for the same records
 */
public record SubmissionOptions(
        VoyageClientService client,
        Map<String, String> metadata,
        Optional<BigDecimal> price,
        Optional<String> maximumCost,
        int maximumSubmissions) {

    public static SubmissionOptions of(final ProcessContext context, final FlowFile flowFile) {
        return new SubmissionOptions(
                VoyageClientProperty.client(context),
                JobMetadataProperty.pairs(context, flowFile),
                Optional.ofNullable(PriceProperty.price(context)),
                MaximumCostProperty.evaluate(context, flowFile),
                context.getProperty(MaximumSubmissionsProperty.MAXIMUM_SUBMISSIONS)
                        .asInteger());
    }
}
