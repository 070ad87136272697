/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.create;

import dev.nifivoyage.processors.attribute.AttributeValues;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import org.apache.nifi.flowfile.FlowFile;

import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Identifies the submission that a job and an input file belong to. It is assigned once, committed with its FlowFile
 * before anything is sent to Voyage, and stays with the FlowFile on any node. Nothing else can identify it: the UUID of
 * the FlowFile changes when it moves to another node, and the requests change with the cache.
 */
public record SubmissionId(String text) {
    private static final String FILE_PREFIX = "nifi-voyage-";
    private static final Pattern FORMAT = Pattern.compile("[A-Za-z0-9.#_-]{1,200}");

    static SubmissionId random() {
        return new SubmissionId(UUID.randomUUID().toString());
    }

    /**
     * Returns the ID for a slice of a FlowFile that needs several jobs.
     */
    SubmissionId slice(final int index) {
        return new SubmissionId("%s#%d".formatted(text, index));
    }

    /**
     * Returns the prefix of the names of its input files.
     */
    String filePrefix() {
        return FILE_PREFIX + text.replace('#', '.') + '-';
    }

    /**
     * Returns the name of an input file. Files with the same name hold the same requests.
     *
     * @param fingerprint {@link Fingerprint} of the requests
     */
    String filename(final String fingerprint) {
        return filePrefix() + fingerprint + ".jsonl";
    }

    /**
     * Returns whether a file is an input file of this project, whose name is unique to a submission.
     *
     * @param filename may be null
     */
    public static boolean isFilename(final String filename) {
        return filename != null && filename.startsWith(FILE_PREFIX);
    }

    static boolean isValid(final String text) {
        return text != null && FORMAT.matcher(text).matches();
    }

    /**
     * Returns the number of jobs created so far for the records of a FlowFile.
     */
    public static long submissions(final FlowFile flowFile) {
        final Long submissions = AttributeValues.readLong(flowFile, VoyageAttributes.SUBMISSION_COUNT);
        return submissions == null ? 0 : submissions;
    }
}
