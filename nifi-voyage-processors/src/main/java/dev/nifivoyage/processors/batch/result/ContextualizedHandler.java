/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result;

import dev.nifivoyage.processors.request.ContextualizedParameters;
import dev.nifivoyage.processors.request.RequestExtractor;
import dev.nifivoyage.processors.response.DocumentVectors;
import dev.nifivoyage.processors.response.DocumentWriter;
import dev.nifivoyage.processors.response.OutputSettings;
import dev.nifivoyage.processors.response.ResultWriter;

import java.util.Map;

/**
 * Handles results of {@code /v1/contextualizedembeddings}: each chunk of a document receives its vector.
 */
public final class ContextualizedHandler implements EndpointHandler<DocumentVectors> {
    private final ContextualizedParameters parameters;
    private final OutputSettings output;

    /**
     * @param parameters parameters of the requests
     */
    public ContextualizedHandler(final ContextualizedParameters parameters, final OutputSettings output) {
        this.parameters = parameters;
        this.output = output;
    }

    @Override
    public String model() {
        return parameters.model();
    }

    @Override
    public ResultCodec<DocumentVectors> codec() {
        return new DocumentCodec(parameters.embedding());
    }

    @Override
    public RequestExtractor extractor() {
        return parameters.extractor();
    }

    @Override
    public ResultWriter<DocumentVectors> writer() {
        return new DocumentWriter(parameters, output);
    }

    @Override
    public CachedResults<DocumentVectors> cached() {
        return keys -> Map.of();
    }
}
