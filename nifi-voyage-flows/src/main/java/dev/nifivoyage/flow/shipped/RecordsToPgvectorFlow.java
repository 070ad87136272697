/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.flow.shipped;

import dev.nifivoyage.flow.Flow;
import dev.nifivoyage.flow.FlowDefinition;
import dev.nifivoyage.flow.Funnel;
import dev.nifivoyage.flow.NiFiComponentType;
import dev.nifivoyage.flow.Parameter;
import dev.nifivoyage.flow.Processor;
import dev.nifivoyage.flow.Service;
import dev.nifivoyage.flow.Side;

/**
 * Embeds records, and upserts them with their vectors into a table of PostgreSQL with pgvector.
 */
final class RecordsToPgvectorFlow implements FlowDefinition {

    private static final String TEXT = "#{Text Record Path}";

    @Override
    public Flow flow() {
        final Flow flow = new Flow(
                "records-to-pgvector",
                "Embed records into pgvector",
                "Embeds the text of records with Voyage AI's Batch API, and upserts the records into a table.");
        flow.parameters(
                SharedParameters.API_KEY,
                SharedParameters.BASE_URL,
                SharedParameters.embeddingsModel("voyage-4"),
                SharedParameters.dimensions(1024),
                new Parameter(
                        "Input Format",
                        "json",
                        "Format of the input: json (an array, or one object per line) or csv (RFC 4180, with a header)."),
                new Parameter(
                        "Text Record Path",
                        "/text",
                        "A RecordPath that points to the text of a record. Several fields are joined by, for example, concat(/title, '. ', /text)."),
                SharedParameters.EMBEDDING_RECORD_PATH,
                DatabaseServices.URL,
                DatabaseServices.USER,
                DatabaseServices.PASSWORD,
                DatabaseServices.DRIVER_CLASS,
                DatabaseServices.DRIVER,
                new Parameter(
                        "Table", "documents", "Name of the table. Fields of a record without a column are ignored."),
                new Parameter(
                        "Key Columns",
                        "id",
                        "Columns, separated by commas, that identify a row: a record with the same values replaces it."),
                SharedParameters.cacheDirectory("./voyage/records-to-pgvector/cache"),
                SharedParameters.MINIMUM_POLLING_INTERVAL,
                SharedParameters.MAXIMUM_POLLING_INTERVAL,
                new Parameter(
                        "Input Directory",
                        "./voyage/records-to-pgvector/in",
                        "Directory from which files of records are read. Files are deleted after they are read."
                                + SharedParameters.IN_CLUSTER_INPUT),
                new Parameter(
                        "Rejected Directory",
                        "./voyage/records-to-pgvector/rejected",
                        "Directory to which rejected records are written, with a subdirectory for each job, or for each file that needed no job."
                                + SharedParameters.IN_CLUSTER_RESULTS),
                SharedParameters.MAXIMUM_COST,
                SharedParameters.PROGRESS_DIRECTORY,
                SharedParameters.COST_DIRECTORY,
                SharedParameters.COST_INTERVAL);
        final Service json = VoyageServices.json(flow, "Records in (JSON)");
        final Service csv = flow.service("Records in (CSV)", NiFiComponentType.CSV_READER)
                .comments("Reads each field as a string, so that no value is altered.")
                .set("schema-access-strategy", "csv-header-derived")
                .set("CSV Format", "rfc-4180");
        final Service input = flow.service("Records in", NiFiComponentType.READER_LOOKUP)
                .comments("Selects the reader by the attribute recordreader.name.")
                .setDynamic("json", json)
                .setDynamic("csv", csv);
        final VoyageServices services = VoyageServices.withCache(flow, input);
        final Service vectors = VoyageServices.json(flow, "Records with vectors");
        final Service database = DatabaseServices.pool(flow);

        final Processor read =
                FileSteps.take(flow, "Read files", "#{Input Directory}").at(0, -660);
        final Processor format = flow.processor("Select reader", NiFiComponentType.UPDATE_ATTRIBUTE)
                .at(0, -220)
                .set("Store State", "Do not store state")
                .setDynamic("recordreader.name", "#{Input Format}");
        final EmbeddingPipeline pipeline = new EmbeddingPipeline(flow, services, TEXT)
                .setOfResults("Vector Format", "TEXT")
                .setOfResults("Model Record Path", "/model")
                .setOfResults("Dimension Record Path", "/dimension")
                .setOfResults("Input Type Record Path", "/input_type")
                .setOfResults("Content Key Record Path", "/content_key")
                .setOfResults("Tokens Record Path", "/tokens");
        final Processor upsert = flow.processor("Upsert records", NiFiComponentType.PUT_DATABASE_RECORD)
                .at(640, 840)
                .terminate("success")
                // about a quarter of an hour, for example while the database is restarted
                .retry(5, "failure")
                .set("put-db-record-record-reader", vectors)
                .set("put-db-record-dcbp-service", database)
                .set("db-type", "PostgreSQL")
                .set("put-db-record-statement-type", "UPSERT")
                .set("put-db-record-table-name", "#{Table}")
                .set("put-db-record-update-keys", "#{Key Columns}")
                .set("put-db-record-unmatched-field-behavior", "Ignore Unmatched Fields")
                .set("put-db-record-unmatched-column-behavior", "Ignore Unmatched Columns")
                .set("put-db-record-max-batch-size", "1000");
        final Processor rejected = FileSteps.write(
                        flow, "Write rejected records", "#{Rejected Directory}" + FileSteps.FOLDER_PER_JOB)
                .at(640, 1120);
        flow.balance(read, format);
        pipeline.connectFrom(format);
        final Funnel attention = pipeline.connect(upsert, rejected);
        flow.connect(upsert, "retry").back(Side.BOTTOM);
        flow.connect(upsert, "failure").to(attention);

        flow.label(
                        "guide",
                        SharedLabels.guide(
                                "Embeds the text of records with Voyage AI's Batch API, and upserts them into a table with a vector column.",
                                "the table, and the directory of Input Directory",
                                "3. Put files into Input Directory, in the format of Input Format."))
                .at(640, 0)
                .size(560, 150);
        flow.label(
                        "cluster",
                        SharedLabels.balanced(
                                "Read files",
                                "Embedding Cache Directory must be local to each node. ",
                                "CreateBatchEmbedding"))
                .at(640, -170)
                .size(560, 150);
        SharedLabels.attention(flow, 880, 430, 420);
        flow.label("database", """
            The table needs a column for each field to keep, and a primary key, for example:
            CREATE TABLE documents (id text PRIMARY KEY, text text, embedding vector(1024));
            A record with a known key replaces its row.""").at(-900, 1120).size(460, 130);
        return flow;
    }
}
