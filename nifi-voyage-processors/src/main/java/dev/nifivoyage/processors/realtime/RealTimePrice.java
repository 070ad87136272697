/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.realtime;

import dev.nifivoyage.processors.model.BilledUsage;
import dev.nifivoyage.processors.model.UsagePrice;
import dev.nifivoyage.processors.property.PriceProperty;

/**
 * Explains what requests cost in real time.
 */
record RealTimePrice(UsagePrice price) {

    /**
     * Returns the end of a sentence on tokens and pixels.
     */
    String explain(final BilledUsage usage, final long requests) {
        return price.cost(usage)
                .map(cost -> "which cost about %s US dollars in %,d %s"
                        .formatted(cost.toPlainString(), requests, requests == 1 ? "request" : "requests"))
                .orElseGet(() -> "whose cost is unknown: the price of %s is not known to this version. Set %s"
                        .formatted(price.model(), PriceProperty.PRICE.getName()));
    }
}
