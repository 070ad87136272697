/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.system;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The descriptions of the packages that APT knows on this machine.
 */
final class DebianPackages {
    private static final String NAME = "Package: ";
    private static final String DESCRIPTION = "Description: ";

    private DebianPackages() {}

    /**
     * Returns the first packages with their descriptions, which have several lines, in the order of {@code apt-cache
     * dumpavail}.
     */
    static Map<String, String> read(final int count) throws IOException {
        final Process apt = new ProcessBuilder("apt-cache", "dumpavail")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        final Map<String, String> packages = new LinkedHashMap<>();
        try (BufferedReader lines = apt.inputReader()) {
            String name = "";
            boolean described = false;
            String line = lines.readLine();
            while (line != null && packages.size() <= count) {
                if (line.startsWith(NAME)) {
                    name = line.substring(NAME.length());
                }
                final boolean continued = described && line.startsWith(" ");
                described = continued || line.startsWith(DESCRIPTION);
                if (described) {
                    packages.merge(name, continued ? line : line.substring(DESCRIPTION.length()), DebianPackages::join);
                }
                line = lines.readLine();
            }
            // the last one may be incomplete
            if (packages.size() > count) {
                packages.remove(name);
            }
        } finally {
            apt.destroy();
        }
        return packages;
    }

    private static String join(final String lines, final String line) {
        return lines + "\n" + line;
    }
}
