/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.response;

import dev.nifivoyage.service.api.embedding.EmbeddingParameters;
import dev.nifivoyage.service.api.embedding.RequestKey;

import java.util.function.IntSupplier;

/**
 * The request that a vector comes from.
 *
 * @param dimension supplies the dimension of the vector
 * @param tokens tokens billed for the text of the vector; 0 if unknown
 */
public record VectorOrigin(EmbeddingParameters parameters, RequestKey key, IntSupplier dimension, int tokens) {}
