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
import dev.nifivoyage.flow.Parameter;
import dev.nifivoyage.flow.Processor;
import dev.nifivoyage.flow.Service;

/**
 * Embeds records, and upserts them with their vectors into a table of PostgreSQL with pgvector.
 */
final class RecordsToPgvectorFlow implements FlowDefinition {

    @Override
    public Flow flow() {
        final Flow flow = new Flow(
                "records-to-pgvector",
                "Embed records into pgvector",
                "Embeds the text of records with Voyage AI's Batch API, and upserts the records into a table.");
        flow.parameters(
                SharedParameters.embeddingsModel("voyage-4"),
                SharedParameters.dimensions(1024),
                SharedParameters.INPUT_FORMAT,
                SharedParameters.TEXT_RECORD_PATH,
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
                SharedParameters.inputDirectory("records-to-pgvector", "files of records"),
                SharedParameters.rejectedDirectory("records-to-pgvector", "rejected records"));
        SharedParameters.inherit(flow);
        final Service database = DatabaseServices.pool(flow);

        final FlowLayout layout = new FlowLayout(flow);
        final Processor read =
                FileSteps.take(flow, "Read files", "#{Input Directory}").at(0, -130);
        final Processor format = StockSteps.attributes(flow, "Select reader")
                .at(0, 130)
                .setDynamic(
                        "recordreader.name",
                        // rejected records of a CSV file are JSON
                        "${filename:toLower():matches('.*[.]jsonl?'):ifElse('json',#{'Input Format'})}");
        final JobGroup jobs = EmbeddingGroup.ofJsonOrCsv(flow, "#{Text Record Path}")
                .setColumns()
                .jobs();
        final UpsertGroup upsert = new UpsertGroup(flow, database, "#{Table}", "#{Key Columns}");
        flow.connect(read, "success").to(format).roundRobin();
        flow.connect(format, "success").to(jobs.records()).via(456, 194).via(456, 90);
        layout.connect(jobs, upsert);
        layout.createDirectories("Input Directory");
        layout.explain(
                SharedLabels.guide(
                        "Embeds the text of records with Voyage AI's Batch API, and upserts them into a table with a vector column.",
                        " Create the table: a column for each field to keep, and a primary key, for example CREATE TABLE documents (id text PRIMARY KEY, text text, embedding vector(1024));",
                        "3. Put files into Input Directory, in the format of Input Format. A record with a known key replaces its row."),
                SharedLabels.balanced("Read files"));
        return flow;
    }
}
