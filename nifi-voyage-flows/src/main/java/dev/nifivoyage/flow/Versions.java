/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.flow;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * The versions of bundles in the current build.
 */
final class Versions {

    private static final Properties BY_NAME = read();

    private Versions() {}

    /**
     * @param group the group of a bundle
     * @param artifact its name; only the API NAR has another version than its group
     */
    static String of(final String group, final String artifact) {
        return BY_NAME.getProperty(group + '/' + artifact, BY_NAME.getProperty(group));
    }

    private static Properties read() {
        final Properties versions = new Properties();
        try (InputStream in = Versions.class.getResourceAsStream("versions.properties")) {
            versions.load(in);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        return versions;
    }
}
