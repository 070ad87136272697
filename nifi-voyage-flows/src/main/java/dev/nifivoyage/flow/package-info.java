/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
/**
 * Builds flow definitions as NiFi imports them.
 *
 * <p>A {@link dev.nifivoyage.flow.Flow} takes processors, controller services, connections, labels, and parameters, and
 * becomes a snapshot of NiFi's own model. It rejects flows that NiFi would report as invalid: unknown properties of our
 * components, values that are not allowed, relationships that are neither connected nor terminated, and parameters that
 * are missing or unused.
 */
package dev.nifivoyage.flow;
