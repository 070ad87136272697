/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.response;

import dev.nifivoyage.service.api.embedding.Embedding;

import java.util.List;

/**
 * The result for one document: the vectors of its chunks in order.
 *
 * @param vectors vectors, at least one
 * @param texts texts of the chunks if Voyage split the document, else empty
 */
public record DocumentVectors(List<Embedding> vectors, List<String> texts) {}
