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
import dev.nifivoyage.flow.NiFiComponentType;
import dev.nifivoyage.flow.Processor;
import dev.nifivoyage.flow.Service;
import dev.nifivoyage.flow.Side;

/**
 * Keeps a table of PostgreSQL like its source files: unchanged records cost nothing, changed ones are replaced, and
 * vanished ones are deleted when all records of the new file are written or rejected.
 */
final class TableFollowsSourceFlow implements FlowDefinition {

    @Override
    public Flow flow() {
        final Flow flow = new Flow(
                "table-follows-source",
                "Table follows its source",
                "Keeps a table with vectors like its source files, with Voyage AI's Batch API.");
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
                SharedParameters.inputDirectory(
                        "table-follows-source", "complete sources, each always under the same name,"),
                SharedParameters.rejectedDirectory("table-follows-source", "rejected records"));
        SharedParameters.inherit(flow);
        final Service database = DatabaseServices.pool(flow);

        final FlowLayout layout = new FlowLayout(flow);
        final Processor read =
                FileSteps.take(flow, "Read sources", "#{Input Directory}").at(0, -130);
        final Processor run = StockSteps.attributes(flow, "Start run")
                .at(0, 130)
                .setDynamic("recordreader.name", "#{Input Format}")
                .setDynamic("run", "${now():toNumber()}");
        final Processor origin = flow.processor("Add source and run", NiFiComponentType.UPDATE_RECORD)
                .at(0, 390)
                .set("Record Reader", VoyageServices.jsonOrCsv(flow, "Sources"))
                .set("Record Writer", VoyageServices.jsonLines(flow, "Records with source and run"))
                .setDynamic("/source", "${filename}")
                .setDynamic("/run", "${run}");
        final Processor keys = DatabaseServices.write(flow, "Write keys", database, "INSERT_IGNORE")
                .at(0, 650)
                .terminate()
                .set("put-db-record-table-name", "document_keys");
        final JobGroup jobs =
                EmbeddingGroup.ofJson(flow, "#{Text Record Path}").setColumns().jobs();
        final UpsertGroup upsert = new UpsertGroup(flow, database, "documents", "id");
        final Processor rejected = DatabaseServices.write(flow, "Write rejected keys", database, "INSERT_IGNORE")
                .at(1400, 560)
                .terminate()
                .set("put-db-record-table-name", "rejected_keys");
        final Processor delete = flow.processor("Delete vanished records", NiFiComponentType.PUT_SQL)
                .at(2040, 240)
                .terminate("success")
                .set("JDBC Connection Pool", database)
                .set("putsql-sql-statement", "CALL delete_vanished()")
                .set("Support Fragmented Transactions", "false");

        flow.connect(read, "success").to(run).roundRobin();
        flow.connect(run, "success").to(origin);
        flow.connect(origin, "success").to(keys);
        flow.connect(keys, "success").to(jobs.records()).via(456, 714).via(456, 90);
        flow.connect(keys, "retry").back(Side.LEFT);
        layout.connect(jobs, upsert);
        flow.connect(jobs.rejected()).to(rejected).via(1150, 110).via(1150, 624).labelAt(1);
        flow.connect(upsert.rejected())
                .to(rejected)
                .via(1340, 0)
                .via(1340, 400)
                .via(1340, 600)
                .labelAt(1);
        flow.connect(upsert.upserted()).to(delete);
        flow.connect(rejected, "success").to(delete);
        flow.connect(rejected, "retry", "failure").back(Side.BOTTOM);
        flow.connect(delete, "retry", "failure").back(Side.RIGHT);
        final Processor readAgain = layout.again("Try to read again").at(0, 910);
        flow.connect(origin, "failure").to(readAgain).via(-290, 454).via(-290, 960);
        flow.connect(keys, "failure").to(readAgain);
        flow.connect(readAgain, "success").to(origin).via(-420, 1000).via(-420, 410);
        layout.createDirectories("Input Directory");
        layout.explain(
                SharedLabels.guide(
                        "Keeps a table like its source: unchanged records cost nothing, changed ones are replaced, and vanished ones are deleted when the run is complete.",
                        " Create the tables and functions of docs/databases.md.",
                        "3. Put a complete source into Input Directory, always under the same name."),
                SharedLabels.balanced("Read sources"));
        return flow;
    }
}
