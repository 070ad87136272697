/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.realtime.input;

import dev.nifivoyage.processors.model.BilledUsage;
import dev.nifivoyage.service.api.VoyageException;
import dev.nifivoyage.service.api.embedding.Embedding;

import java.util.List;

/**
 * Sends inputs to an endpoint of Voyage.
 */
public interface RequestSender {

    /**
     * The vectors of a request, in the order of its inputs, and what was billed for all of them.
     */
    record Vectors(List<Embedding> embeddings, BilledUsage billed) {}

    /**
     * Returns method and path, for messages.
     */
    String call();

    /**
     * Checks an input that is not cached, and returns what is sent instead, usually the input itself.
     *
     * @throws UnusableInputException if it cannot be sent
     */
    EmbeddingInput prepare(EmbeddingInput input) throws UnusableInputException;

    /**
     * Returns the maximum number of bytes of the prepared inputs of a request; one input may exceed it.
     */
    long maximumBytes();

    /**
     * Divides the inputs of a request into those that may be sent together.
     */
    List<List<KeyedInput>> divide(List<KeyedInput> inputs);

    /**
     * Sends one request.
     */
    Vectors send(List<EmbeddingInput> inputs) throws VoyageException;
}
