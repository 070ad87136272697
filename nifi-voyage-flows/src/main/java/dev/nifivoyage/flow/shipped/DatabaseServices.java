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
import dev.nifivoyage.flow.Parameter;
import dev.nifivoyage.flow.Processor;
import dev.nifivoyage.flow.Service;

/**
 * The connections of a flow to its database, the processors that write to it, and their parameters.
 */
final class DatabaseServices {

    static final Parameter URL = new Parameter(
            "Database URL",
            "jdbc:postgresql://localhost:5432/postgres?stringtype=unspecified",
            "JDBC URL of the database.");
    static final Parameter USER = new Parameter("Database User", "postgres", "User of the database.");
    static final Parameter PASSWORD = new Parameter("Database Password", null, "Password of the user.", true);
    static final Parameter DRIVER_CLASS =
            new Parameter("Database Driver Class", "org.postgresql.Driver", "Class of the JDBC driver.");
    static final Parameter DRIVER =
            new Parameter("Database Driver", "./drivers/postgresql.jar", "File of the JDBC driver, on each node.");

    private DatabaseServices() {}

    /**
     * Adds a pool of connections to a flow with the parameters of this class.
     */
    static Service pool(final Flow flow) {
        return flow.service("Database", NiFiComponentType.CONNECTION_POOL)
                .set("Database Connection URL", "#{Database URL}")
                .set("Database Driver Class Name", "#{Database Driver Class}")
                .set("database-driver-locations", "#{Database Driver}")
                .set("Database User", "#{Database User}")
                .set("Password", "#{Database Password}")
                // connections do not survive a restart of the database
                .set("Validation-query", "SELECT 1");
    }

    /**
     * Adds a processor that writes records in JSON, each FlowFile in one transaction, and ignores fields without a
     * column.
     *
     * @param statement type of the statement, such as {@code UPSERT}
     */
    static Processor write(final Group group, final String name, final Service database, final String statement) {
        return group.processor(name, NiFiComponentType.PUT_DATABASE_RECORD)
                .terminate("success")
                // about a quarter of an hour, for example while the database is restarted
                .retry(5, "failure")
                .set("put-db-record-record-reader", VoyageServices.json(group, name + " (JSON)"))
                .set("put-db-record-dcbp-service", database)
                .set("db-type", "PostgreSQL")
                .set("put-db-record-statement-type", statement)
                .set("put-db-record-unmatched-field-behavior", "Ignore Unmatched Fields")
                .set("put-db-record-unmatched-column-behavior", "Ignore Unmatched Columns")
                .set("put-db-record-max-batch-size", "1000");
    }
}
