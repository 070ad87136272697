/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.realtime;

import dev.nifivoyage.processors.model.RealTimeCost;
import dev.nifivoyage.processors.property.PriceProperty;

import java.math.BigDecimal;

/**
 * Explains what tokens cost in real time.
 *
 * @param price US dollars per million tokens, or null for the list price
 */
record RealTimePrice(String model, BigDecimal price) {

    String explain(final long tokens, final long requests) {
        return RealTimeCost.of(model, tokens, 0, price)
                .map(cost -> "which cost about %s US dollars in %,d %s"
                        .formatted(cost.cost().toPlainString(), requests, requests == 1 ? "request" : "requests"))
                .orElseGet(() -> "whose cost is unknown: the price of %s is not known to this version. Set %s"
                        .formatted(model, PriceProperty.PRICE.getName()));
    }
}
