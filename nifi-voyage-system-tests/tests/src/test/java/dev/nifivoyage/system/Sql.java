/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.system;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Statements of a test, and the parameters by which a flow finds the database.
 */
final class Sql {
    private Sql() {}

    static void execute(final Connection connection, final String statement) throws SQLException {
        try (Statement created = connection.createStatement()) {
            created.execute(statement);
        }
    }

    /**
     * The values of each row.
     */
    static List<List<Object>> select(final Connection connection, final String query) {
        final List<List<Object>> selected = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet results = statement.executeQuery(query)) {
            final int columns = results.getMetaData().getColumnCount();
            while (results.next()) {
                final List<Object> values = new ArrayList<>();
                for (int column = 1; column <= columns; column++) {
                    values.add(results.getObject(column));
                }
                selected.add(values);
            }
        } catch (final SQLException e) {
            throw new IllegalStateException("Query failed: " + query, e);
        }
        return selected;
    }

    /**
     * The parameters of a flow with a database.
     */
    static Map<String, String> parameters(final String url, final Class<?> driver) throws URISyntaxException {
        final Map<String, String> parameters = new HashMap<>();
        parameters.put("Database URL", url);
        parameters.put("Database Password", "postgres");
        parameters.put("Database Driver Class", driver.getName());
        parameters.put("Database Driver", driver(driver).toString());
        return parameters;
    }

    /**
     * The file of a driver.
     */
    static Path driver(final Class<?> driver) throws URISyntaxException {
        return Path.of(
                driver.getProtectionDomain().getCodeSource().getLocation().toURI());
    }
}
