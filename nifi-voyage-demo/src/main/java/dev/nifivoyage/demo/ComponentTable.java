/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.demo;

import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;

/**
 * The table of NiFi's components in a file of DuckDB, which one process at a time can open.
 */
final class ComponentTable {

    static final String NAME = "components";

    private static final int NEAREST = 3;
    private static final int NAME_WIDTH = 28;
    private static final int TEXT_WIDTH = 78;

    private final String url;
    private final int dimension;

    ComponentTable(final Path file, final int dimension) {
        this.url = "jdbc:duckdb:" + file;
        this.dimension = dimension;
    }

    /**
     * Returns the JDBC URL of the database.
     */
    String url() {
        return url;
    }

    /**
     * Creates the table. The driver takes a string only for a column of strings; a generated column is the array.
     */
    void create() throws SQLException {
        execute("""
            CREATE TABLE %s (id VARCHAR PRIMARY KEY, name VARCHAR, text VARCHAR, embedding VARCHAR,
              vector FLOAT[%2$d] GENERATED ALWAYS AS (CAST(embedding AS FLOAT[%2$d])))""".formatted(NAME, dimension));
    }

    /**
     * Returns the number of rows.
     */
    int count() throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(*) FROM " + NAME)) {
            rows.next();
            return rows.getInt(1);
        }
    }

    /**
     * Returns the query for the rows nearest to a vector.
     */
    String query() {
        return "SELECT name, text, array_cosine_similarity(vector, ?::FLOAT[%d]) AS similarity FROM %s ORDER BY similarity DESC LIMIT %d"
                .formatted(dimension, NAME, NEAREST);
    }

    /**
     * Prints the rows nearest to a vector.
     *
     * @param vector the vector as an array of JSON
     */
    void printNearest(final String vector, final PrintStream out) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                PreparedStatement statement = connection.prepareStatement(query())) {
            statement.setString(1, vector);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    out.printf(
                            Locale.ROOT,
                            "  %.3f  %-28s %s%n",
                            rows.getDouble("similarity"),
                            shortened(rows.getString("name"), NAME_WIDTH),
                            shortened(rows.getString("text"), TEXT_WIDTH));
                }
            }
        }
    }

    private void execute(final String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String shortened(final String text, final int width) {
        return text.length() <= width ? text : text.substring(0, width - 1) + "…";
    }
}
