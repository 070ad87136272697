/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
/**
 * The flow definitions of the directory {@code templates}, one class each, and their shared steps, parameters and
 * labels.
 *
 * <p>To add a flow, write a {@link dev.nifivoyage.flow.FlowDefinition}, add it to
 * {@link dev.nifivoyage.flow.shipped.ShippedFlows}, and generate the files again:
 * {@code ./mvnw -q -Pgenerate-flows -pl nifi-voyage-flows -am process-classes}.
 */
package dev.nifivoyage.flow.shipped;
