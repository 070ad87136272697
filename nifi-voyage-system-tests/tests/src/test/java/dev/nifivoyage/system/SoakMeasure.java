/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.system;

import java.util.List;

/**
 * What is measured in a soak. What is flat may not grow from the second quarter of the time to the last; the others add
 * up from the beginning. Sizes are in KB.
 */
enum SoakMeasure {
    HEAP("heap after a collection", 10, 6_000),
    RESIDENT("resident memory", 3, 10_000),
    HANDLES("open files and sockets", 5, 10),
    THREADS("threads", 5, 10),
    CACHE("cache directory", 5, 2_000),
    CONTENT("content repository", 20, 10_000),
    FLOWFILES("FlowFile repository", 20, 10_000),
    TEMPORARY("temporary files", 1, 500),
    STATE("state directory", 10, 500),
    QUEUED("FlowFiles in NiFi", 10, 10),
    REMOTE_FILES("files on the server", 10, 10),
    IN_FLIGHT("jobs in flight", 10, 5),
    JOBS("jobs"),
    RECORDS("records with vectors"),
    BILLED("requests billed"),
    REJECTED("submissions rejected with 429");

    static final List<SoakMeasure> FLAT =
            List.of(values()).stream().filter(measure -> measure.percent >= 0).toList();

    private static final int HUNDRED = 100;

    private final String title;
    private final int percent;
    private final int allowance;

    SoakMeasure(final String title) {
        this(title, -1, 0);
    }

    SoakMeasure(final String title, final int percent, final int allowance) {
        this.title = title;
        this.percent = percent;
        this.allowance = allowance;
    }

    /** Returns the highest value that is as flat as an earlier one: some percent and a fixed allowance more. */
    long limit(final long earlier) {
        return earlier + earlier * percent / HUNDRED + allowance;
    }

    @Override
    public String toString() {
        return title;
    }
}
