/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.flow.shipped;

import dev.nifivoyage.flow.Flow;
import dev.nifivoyage.flow.Group;
import dev.nifivoyage.flow.NiFiComponentType;
import dev.nifivoyage.flow.Port;
import dev.nifivoyage.flow.Processor;
import dev.nifivoyage.flow.Service;
import dev.nifivoyage.flow.Side;

/**
 * The group <i>Upsert</i>: writes the records of a FlowFile in one transaction. If that fails although the table can be
 * written, it writes them in parts of 1,000, then one by one, and rejects those that still fail.
 */
final class UpsertGroup {

    private static final String PART = "1000";
    private static final String RECORD = "1";
    // needs the table, its key, and the permission to insert, and writes nothing
    private static final String CHECK =
            "INSERT INTO %1$s (%2$s) SELECT %2$s FROM %1$s WHERE 1 = 0 ON CONFLICT (%2$s) DO NOTHING";
    // PostgreSQL's driver puts the whole statement in front of the error
    private static final String MESSAGE = """
        ${putdatabaserecord.error:replaceFirst('(?s)^Batch entry .* was aborted: ', '')\
        :replaceFirst('\\\\s+Call getNextException to see other errors in the batch[.]$', ''):escapeJson()}"}}""";
    // the end of a record, and before it a field for the error that was cleared, with the fields after that
    private static final String END =
            "(?:,\"error\":null((?:,\"[^\"\\\\]+\":(?:\"[^\"\\\\]*\"|[^\"{}\\[\\],]+))*))?\\}\\s*$";
    private static final String ORIGINAL = "segment.original.filename";

    private final Group group;
    private final Port records;
    private final Port again;
    private final Port rejected;
    private final Port stopped;
    private final Processor upsert;

    /**
     * Adds the group.
     *
     * @param table name of the table
     * @param key its key columns, separated by commas
     */
    UpsertGroup(final Flow flow, final Service database, final String table, final String key) {
        group = flow.group(
                        "Upsert",
                        "Upserts records, and finds those that the table does not take. Each leaves through one of the ports.")
                .at(1400, -204);
        records = group.input("records").at(696, -200);
        again = group.input("try again").at(56, -200);
        rejected = group.output("rejected").at(1976, 30);
        stopped = group.output("stopped").at(696, 1060);
        upsert = DatabaseServices.write(group, "Upsert records", database, "UPSERT")
                .at(640, 0)
                .comments("Writes each FlowFile in one transaction.")
                // a deadlock is over by then
                .retry(1, "failure")
                .penalty("10 sec")
                .set("put-db-record-table-name", table)
                .set("put-db-record-update-keys", key);
        final Processor check = group.processor("Check table", NiFiComponentType.PUT_SQL)
                .at(640, 260)
                .comments("FlowFiles wait in front of this processor while the database cannot be reached.")
                .retry(3, "failure")
                .set("JDBC Connection Pool", database)
                .set("putsql-sql-statement", CHECK.formatted(table, key))
                .set("Support Fragmented Transactions", "false");
        final Processor size = StockSteps.attributes(group, "Set size of parts")
                .at(640, 520)
                .setDynamic(
                        "upsert.size",
                        "${upsert.size:isEmpty():ifElse('%1$s',${upsert.size:equals('%1$s'):ifElse('%2$s','0')})}"
                                .formatted(PART, RECORD));
        final Processor select = group.processor("Select size of parts", NiFiComponentType.ROUTE_ON_ATTRIBUTE)
                .at(640, 780)
                .setDynamic("parts", "${upsert.size:equals('%s')}".formatted(PART))
                .setDynamic("records", "${upsert.size:equals('%s')}".formatted(RECORD));

        group.connect(records).to(upsert);
        group.connect(again).to(upsert);
        group.connect(upsert, "retry").back(Side.RIGHT);
        group.connect(upsert, "failure").to(check);
        group.connect(check, "retry").back(Side.RIGHT);
        group.connect(check, "failure")
                .to(stopped)
                .via(1100, 380)
                .via(1100, 1090)
                .labelAt(1);
        group.connect(check, "success").to(size);
        group.connect(size, "success").to(select);
        final Processor parts = split("Split into parts", PART).at(0, 260);
        group.connect(select, "parts").to(parts);
        group.connect(parts, "splits").to(upsert).via(-130, 325).via(-130, 65);
        group.connect(parts, "failure")
                .to(stopped)
                .via(-250, 400)
                .via(-250, 1090)
                .labelAt(1);
        final Processor single = split("Split into records", RECORD).at(0, 780);
        group.connect(select, "records").to(single);
        group.connect(single, "splits").to(upsert).via(-130, 845).via(-130, 65);
        group.connect(single, "failure").to(stopped).via(175, 1090);
        connectRejected(select);
        group.label("parts", """
            A value that does not fit its column would hold back all records of its FlowFile. \
            So they are upserted in parts if the table itself can be written, and in the end one by one.""").at(480, 1160).size(660, 90);
    }

    /**
     * Returns the port of records with vectors.
     */
    Port records() {
        return records;
    }

    /**
     * Returns the port of FlowFiles that could not be written at all.
     */
    Port stopped() {
        return stopped;
    }

    /**
     * Returns the port that takes them again.
     */
    Port again() {
        return again;
    }

    /**
     * Returns the port of records that the table does not take.
     */
    Port rejected() {
        return rejected;
    }

    /**
     * Adds the port of FlowFiles that are written.
     */
    Port upserted() {
        final Port upserted = group.output("upserted").at(1976, -200);
        upsert.terminate();
        group.connect(upsert, "success").to(upserted).via(1130, -170);
        return upserted;
    }

    private Processor split(final String name, final String lines) {
        return group.processor(name, NiFiComponentType.SPLIT_TEXT)
                .terminate("original")
                .set("Line Split Count", lines);
    }

    private void connectRejected(final Processor select) {
        final Processor code = group.processor("Add error code", NiFiComponentType.REPLACE_TEXT)
                .at(1280, 780)
                .set("Replacement Strategy", "Regex Replace")
                .set("Regular Expression", END)
                .set("Replacement Value", "$1,\"error\":{\"code\":\"not_upserted\",\"message\":\"")
                .set("Evaluation Mode", "Entire text")
                .set("Maximum Buffer Size", "64 MB");
        final Processor message = group.processor("Add error message", NiFiComponentType.REPLACE_TEXT)
                .at(1280, 520)
                .set("Replacement Strategy", "Append")
                .set("Replacement Value", MESSAGE)
                .set("Evaluation Mode", "Entire text");
        final Processor gather = StockSteps.jsonLines(group, "Gather rejected records")
                .at(1280, 260)
                .set("Correlation Attribute Name", ORIGINAL)
                .set("Minimum Number of Entries", "10000")
                .set("Maximum Number of Entries", "10000")
                .set("Max Bin Age", "5 sec")
                .set("Maximum number of Bins", "100");
        final Processor name = StockSteps.attributes(group, "Name records of the table")
                .at(1280, 0)
                .setDynamic("filename", FileSteps.withoutExtension(ORIGINAL) + FileSteps.UNIQUE_JSON_LINES);
        group.connect(select, "unmatched").to(code);
        group.connect(code, "success").to(message);
        group.connect(code, "failure").to(stopped).via(1455, 1090);
        group.connect(message, "success").to(gather);
        group.connect(message, "failure")
                .to(stopped)
                .via(1700, 645)
                .via(1700, 1090)
                .labelAt(1);
        group.connect(gather, "merged").to(name);
        group.connect(gather, "failure").back(Side.RIGHT);
        group.connect(name, "success").to(rejected);
    }
}
