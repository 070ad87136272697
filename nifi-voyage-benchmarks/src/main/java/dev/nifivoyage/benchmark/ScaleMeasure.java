/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.benchmark;

import java.util.Locale;

/**
 * What is measured for each number of records, in the order of the table.
 */
enum ScaleMeasure {
    IN_FLIGHT("Jobs in flight, at most", "%,.0f"),
    REJECTED("Submissions rejected with 429", "%,.0f"),
    LIVE_BEFORE("Live heap before the first record, MB", "%.1f"),
    LIVE_MEDIAN("Live heap, median, MB", "%.1f"),
    LIVE_PEAK("Live heap, at most, MB", "%.1f"),
    DIRECT("Direct memory, at most, MB", "%.1f"),
    RESIDENT("Resident memory, at most, MB", "%,.0f"),
    HANDLES("Open files and sockets without those of the cache, at most", "%,.0f"),
    CACHE_HANDLES("Open files of the cache, at most", "%,.0f"),
    STATE("State directory, at most, KB", "%,.0f"),
    FLOWFILES("FlowFile repository, at most, KB", "%,.0f"),
    CONTENT("Content repository, at most, MB", "%,.0f"),
    PROVENANCE("Provenance repository, at most, MB", "%,.0f"),
    CACHE("Cache directory, at most, MB", "%,.0f"),
    DISK("Disk of NiFi, the server, and all files, at most, GB", "%.1f"),
    WALL("Seconds", "%,.0f"),
    PROCESSOR("Processor seconds of NiFi", "%,.0f"),
    PER_RECORD("Processor time of NiFi per record, microseconds", "%.1f");

    private final String title;
    private final String format;

    ScaleMeasure(final String title, final String format) {
        this.title = title;
        this.format = format;
    }

    String text(final double value) {
        return String.format(Locale.ROOT, format, value);
    }

    @Override
    public String toString() {
        return title;
    }
}
