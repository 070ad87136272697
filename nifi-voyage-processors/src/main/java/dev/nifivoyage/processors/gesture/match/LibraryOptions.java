/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture.match;

import dev.nifivoyage.processors.gesture.search.ComparisonMode;
import dev.nifivoyage.processors.realtime.EmbeddingOptions;
import dev.nifivoyage.service.api.embedding.EmbeddingParameters;
import org.apache.nifi.components.PropertyValue;
import org.apache.nifi.components.resource.ResourceReference;
import org.apache.nifi.context.PropertyContext;
import org.apache.nifi.serialization.RecordReaderFactory;

import java.util.function.Supplier;

/**
 * Settings for loading a library.
 *
 * @param resource resolved for each check: the same value is a file if it exists, and text otherwise
 * @param parameters of the vectors that are compared with the library
 * @param exactSearchLimit largest number of vectors that are searched exhaustively
 * @param embedsQueries whether queries are embedded, so that their dimension is that of the parameters
 * @param keepsPaid whether billed vectors are kept after loading, because no cache holds them until the file changes
 */
record LibraryOptions(
        Supplier<ResourceReference> resource,
        RecordReaderFactory readerFactory,
        EmbeddingParameters parameters,
        ComparisonMode comparison,
        int exactSearchLimit,
        boolean embedsQueries,
        boolean keepsPaid) {

    static LibraryOptions of(final PropertyContext context, final EmbeddingOptions embedding) {
        final PropertyValue resource = context.getProperty(MatchProperties.LIBRARY);
        return new LibraryOptions(
                resource::asResource,
                context.getProperty(MatchProperties.LIBRARY_READER).asControllerService(RecordReaderFactory.class),
                embedding.parameters(),
                context.getProperty(MatchProperties.COMPARISON).asAllowableValue(ComparisonMode.class),
                context.getProperty(MatchProperties.EXACT_SEARCH_LIMIT).asInteger(),
                MatchProperties.input(context) != MatchInput.VECTOR,
                embedding.cache().isEmpty());
    }
}
