/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.flow.shipped;

import dev.nifivoyage.flow.Group;
import dev.nifivoyage.flow.NiFiComponentType;
import dev.nifivoyage.flow.Processor;
import dev.nifivoyage.flow.Service;
import dev.nifivoyage.flow.VoyageComponentType;
import dev.nifivoyage.service.cache.EhcacheEmbeddingCacheService;
import dev.nifivoyage.service.client.StandardVoyageClientService;

/**
 * The controller services of a flow: the connection to Voyage, an optional cache of vectors, and a reader and a writer
 * of JSON.
 *
 * @param client the connection to Voyage
 * @param cache the cache; null in a flow without one
 * @param reader reads an array or one object per line
 * @param writer writes one object per line
 */
record VoyageServices(Service client, Service cache, Service reader, Service writer) {

    static final String CLIENT = "Voyage Client Service";
    static final String CACHE = "Embedding Cache Service";
    static final String READER = "Record Reader";
    static final String WRITER = "Record Writer";

    /**
     * Adds the services to a group.
     */
    static VoyageServices withCache(final Group group) {
        return withCache(group, reader(group));
    }

    /**
     * Adds the services to a group, except for its reader.
     */
    static VoyageServices withCache(final Group group, final Service reader) {
        final Service client = client(group);
        final Service cache = cache(group);
        return new VoyageServices(client, cache, reader, writer(group));
    }

    /**
     * Adds the services to a group that needs no cache.
     */
    static VoyageServices withoutCache(final Group group) {
        return new VoyageServices(client(group), null, reader(group), writer(group));
    }

    /**
     * Sets the reader and the writer of a processor.
     */
    void configureRecords(final Processor processor) {
        processor.set(READER, reader).set(WRITER, writer);
    }

    /**
     * Sets the connection, the reader and the writer of a processor.
     */
    void configureRequests(final Processor processor) {
        processor.set(CLIENT, client);
        configureRecords(processor);
    }

    /**
     * Sets the connection, the reader, the writer and the cache of a processor.
     */
    void configureCachedRequests(final Processor processor) {
        configureRequests(processor);
        processor.set(CACHE, cache);
    }

    /**
     * Adds the connection to Voyage.
     */
    static Service client(final Group group) {
        return group.service("Voyage AI", VoyageComponentType.of(StandardVoyageClientService.class))
                .set("API Key", "#{Voyage API Key}")
                .set("Base URL", "#{Voyage Base URL}");
    }

    /**
     * Adds the cache of vectors.
     */
    static Service cache(final Group group) {
        return group.service("Embedding cache", VoyageComponentType.of(EhcacheEmbeddingCacheService.class))
                .comments("Caches vectors, so that no text is paid for twice.")
                .set("Off-Heap Size", "64 MB")
                .set("Heap Entries", "0")
                .set("Cache Directory", "#{Embedding Cache Directory}")
                .set("Maximum Size on Disk", "2 GB")
                .set("Sync Writes", "false");
    }

    private static Service reader(final Group group) {
        return json(group, "Records in");
    }

    /**
     * Adds a reader of JSON: an array, or one object per line.
     */
    static Service json(final Group group, final String name) {
        return group.service(name, NiFiComponentType.JSON_READER).set("schema-access-strategy", "infer-schema");
    }

    /**
     * Adds a reader of the format in the attribute {@code recordreader.name}: {@code json} or {@code csv}.
     */
    static Service jsonOrCsv(final Group group) {
        return jsonOrCsv(group, "Records in");
    }

    /**
     * Adds a reader of the format in the attribute {@code recordreader.name}: json or csv.
     */
    static Service jsonOrCsv(final Group group, final String name) {
        final Service json = json(group, name + " (JSON)");
        final Service csv = group.service(name + " (CSV)", NiFiComponentType.CSV_READER)
                .comments("Reads each field as a string, so that no value is altered.")
                .set("schema-access-strategy", "csv-header-derived")
                .set("CSV Format", "rfc-4180")
                // quotes around a whole value are a part of it if they are doubled
                .set("Trim double quote", "false");
        return group.service(name, NiFiComponentType.READER_LOOKUP)
                .comments("Selects the reader by the attribute recordreader.name.")
                .setDynamic("json", json)
                .setDynamic("csv", csv);
    }

    private static Service writer(final Group group) {
        return jsonLines(group, "Records out").set("Allow Scientific Notation", "true");
    }

    /**
     * Adds a writer of one JSON object per line.
     */
    static Service jsonLines(final Group group, final String name) {
        return group.service(name, NiFiComponentType.JSON_WRITER)
                .set("Schema Write Strategy", "no-schema")
                .set("schema-access-strategy", "inherit-record-schema")
                .set("output-grouping", "output-oneline")
                .set("Pretty Print JSON", "false")
                .set("suppress-nulls", "never-suppress");
    }
}
