/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture.match;

import dev.nifivoyage.processors.gesture.search.MatchingRule;
import dev.nifivoyage.processors.pose.PoseOptions;
import dev.nifivoyage.processors.realtime.EmbeddingOptions;
import org.apache.nifi.context.PropertyContext;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.serialization.RecordReaderFactory;
import org.apache.nifi.serialization.RecordSetWriterFactory;

import java.util.Optional;
import java.util.function.Function;

/**
 * Settings of MatchGesture.
 *
 * @param comparesVectors whether records contain vectors, so that nothing is embedded
 * @param queries creates the reader of the queries in a FlowFile; throws IllegalArgumentException if a property is not
 *     valid for the attributes of the FlowFile
 * @param matchPath path to the field of the match
 * @param unknownLabel label of records that match no label
 * @param tracking empty if each record is matched on its own
 * @param routesUnknown whether records without a label are routed to a relationship of their own
 */
public record MatchOptions(
        RecordReaderFactory readerFactory,
        RecordSetWriterFactory writerFactory,
        EmbeddingOptions embedding,
        LibraryOptions library,
        boolean comparesVectors,
        Function<FlowFile, QueryReader> queries,
        MatchingRule rule,
        String matchPath,
        String unknownLabel,
        Optional<TrackingOptions> tracking,
        boolean routesUnknown) {

    /**
     * Resolves the properties.
     */
    public static MatchOptions of(final PropertyContext context) {
        final EmbeddingOptions embedding = EmbeddingOptions.of(context, MatchProperties.parameters(context));
        return new MatchOptions(
                context.getProperty(MatchProperties.RECORD_READER).asControllerService(RecordReaderFactory.class),
                context.getProperty(MatchProperties.RECORD_WRITER).asControllerService(RecordSetWriterFactory.class),
                embedding,
                LibraryOptions.of(context, embedding),
                MatchProperties.input(context) == MatchInput.VECTOR,
                queries(context, embedding.parameters().model()),
                MatchProperties.rule(context),
                context.getProperty(MatchProperties.MATCH_RECORD_PATH).getValue(),
                context.getProperty(MatchProperties.UNKNOWN_LABEL).getValue(),
                TrackingOptions.of(context),
                context.getProperty(MatchProperties.UNKNOWN_STRATEGY).asAllowableValue(UnknownStrategy.class)
                        == UnknownStrategy.SEPARATELY);
    }

    private static Function<FlowFile, QueryReader> queries(final PropertyContext context, final String model) {
        return switch (MatchProperties.input(context)) {
            case TEXT -> {
                final String path =
                        context.getProperty(MatchProperties.TEXT_RECORD_PATH).getValue();
                yield flowFile -> new TextQueries(path);
            }
            case IMAGE -> {
                final String path =
                        context.getProperty(MatchProperties.IMAGE_RECORD_PATH).getValue();
                yield flowFile -> new ImageQueries(path);
            }
            case VECTOR -> {
                final String vectorPath = context.getProperty(MatchProperties.EMBEDDING_RECORD_PATH)
                        .getValue();
                final String modelPath =
                        context.getProperty(MatchProperties.MODEL_RECORD_PATH).getValue();
                yield flowFile -> new VectorQueries(vectorPath, modelPath, model);
            }
            case POSE -> {
                final PoseOptions poses = PoseOptions.of(context);
                yield flowFile -> new PoseQueries(poses.reader(flowFile), poses.describer());
            }
        };
    }
}
