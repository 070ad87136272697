/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.api.embedding;

/**
 * The parameters that determine the ranking of documents. Source: Voyage's reference of {@code POST /v1/rerank}.
 *
 * @param namespace separates rankings that must not be shared; empty by default
 * @param model the requested model
 * @param topK maximum number of documents in the response, or null for all
 * @param returnDocuments true to return the texts of the documents as well
 * @param truncation true to cut texts that exceed the limits of the model, false to reject them
 */
public record RerankParameters(
        String namespace, String model, Integer topK, boolean returnDocuments, boolean truncation) {

    public RerankParameters {
        namespace = namespace == null ? "" : namespace;
    }
}
