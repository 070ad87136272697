/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.create;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.nifivoyage.processors.attribute.AttributeValues;
import dev.nifivoyage.processors.attribute.VoyageAttributes;

import java.io.IOException;
import java.io.StringWriter;
import java.util.HashMap;
import java.util.Map;

/**
 * The parameters of a job's requests as one value of its metadata, for FlowFiles that have only the ID of the job. A
 * JSON object with the attributes that start with {@code voyage.embedding.} or, for jobs of {@code /v1/rerank}, with
 * {@code voyage.rerank.}, without that prefix and without local paths, for example
 * {@code {"model":"voyage-4","data.type":"float"}}.
 */
public final class EmbeddingMetadata {
    /** Key of the value in the metadata. */
    public static final String KEY = "nifi_voyage_parameters";

    private static final String PREFIX = "voyage.embedding.";
    private static final String RERANK_PREFIX = "voyage.rerank.";
    private static final JsonFactory JSON = new JsonFactory();

    private EmbeddingMetadata() {}

    /**
     * Returns the value for these attributes.
     */
    public static String write(final Map<String, String> requestAttributes) {
        final StringWriter value = new StringWriter();
        try (JsonGenerator generator = JSON.createGenerator(value)) {
            generator.writeStartObject();
            for (final Map.Entry<String, String> attribute : requestAttributes.entrySet()) {
                final String name = name(attribute.getKey());
                if (name != null && !attribute.getValue().isEmpty()) {
                    generator.writeStringField(name, attribute.getValue());
                }
            }
            generator.writeEndObject();
        } catch (final IOException e) {
            throw new IllegalStateException("Writing to memory does not fail", e);
        }

        return value.toString();
    }

    // a job has attributes with only one of the prefixes
    private static String name(final String attribute) {
        if (attribute.startsWith(PREFIX)) {
            return attribute.substring(PREFIX.length());
        }

        return attribute.startsWith(RERANK_PREFIX) && !VoyageAttributes.DOCUMENTS_FILE.equals(attribute)
                ? attribute.substring(RERANK_PREFIX.length())
                : null;
    }

    /**
     * Returns the attributes in the metadata of a job.
     *
     * @param isRerank whether it is a job of {@code /v1/rerank}
     * @throws IllegalArgumentException if the metadata does not contain them
     */
    public static Map<String, String> read(final Map<String, String> metadata, final boolean isRerank) {
        final String value = metadata.get(KEY);
        if (value == null) {
            throw new IllegalArgumentException(
                    "The parameters of the batch job are neither in the attributes of the FlowFile nor in the metadata of the job (%s), so its results cannot be matched to records. "
                                    .formatted(KEY)
                            + "The job was not created by CreateBatchEmbedding, CreateBatchContextualized, or CreateBatchRerank. Set the attributes %s, %s, %s, and %s"
                                    .formatted(
                                            VoyageAttributes.EMBEDDING_MODEL,
                                            VoyageAttributes.INPUT_TYPE,
                                            VoyageAttributes.DATA_TYPE,
                                            VoyageAttributes.TRUNCATION));
        }

        final Map<String, String> attributes = new HashMap<>();
        try (JsonParser parser = JSON.createParser(value)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw notAnObject(value, null);
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                final String attribute = (isRerank ? RERANK_PREFIX : PREFIX) + parser.currentName();
                parser.nextToken();
                // users who can create a job must not choose a file that NiFi opens
                if (!VoyageAttributes.DOCUMENTS_FILE.equals(attribute)) {
                    attributes.put(attribute, parser.getValueAsString(""));
                }
                // a list or object is not a parameter
                parser.skipChildren();
            }
        } catch (final IOException e) {
            throw notAnObject(value, e);
        }

        return attributes;
    }

    private static IllegalArgumentException notAnObject(final String value, final IOException cause) {
        return new IllegalArgumentException(
                "Batch metadata [%s] is not a JSON object: %s".formatted(KEY, AttributeValues.shown(value)), cause);
    }
}
