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
 * Says whose a job and an input file are. It is given once, committed with its FlowFile before anything is sent to Voyage, and stays with the FlowFile wherever that goes. Nothing else
 * says whose job it is: not the UUID of the FlowFile, which changes when the FlowFile moves to another node, and not the requests, which change with the cache.
 */
public record SubmissionId(String text) {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9.#_-]{1,200}");

    static SubmissionId random() {
        return new SubmissionId(UUID.randomUUID().toString());
    }

    /**
     * The id of one of the slices of a FlowFile that needs several jobs.
     */
    SubmissionId slice(final int index) {
        return new SubmissionId("%s#%d".formatted(text, index));
    }

    /**
     * How the names of the input files begin that were uploaded for it.
     */
    String filePrefix() {
        return "nifi-voyage-%s-".formatted(text.replace('#', '.'));
    }

    /**
     * The name of an input file. Files of one name hold the same requests.
     *
     * @param fingerprint of the requests
     */
    String filename(final String fingerprint) {
        return filePrefix() + fingerprint + ".jsonl";
    }

    static boolean isValid(final String text) {
        return text != null && FORM.matcher(text).matches();
    }

    /**
     * How many jobs were made for the records of a FlowFile one after the other.
     */
    public static long submissions(final FlowFile flowFile) {
        final Long submissions = AttributeValues.readLong(flowFile, VoyageAttributes.SUBMISSION_COUNT);
        return submissions == null ? 0 : submissions;
    }
}
