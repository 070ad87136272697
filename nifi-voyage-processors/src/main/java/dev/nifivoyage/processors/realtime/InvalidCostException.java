/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.realtime;

/**
 * The maximum cost of a FlowFile is not an amount, or cannot be enforced.
 */
final class InvalidCostException extends Exception {
    private static final long serialVersionUID = 1L;

    InvalidCostException(final String message) {
        super(message);
    }

    static InvalidCostException unknownPrice(final EmbeddingOptions options) {
        return new InvalidCostException("The price of %s is unknown in this version. Set the prices of the processor"
                .formatted(options.parameters().model()));
    }
}
