/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.flow.shipped;

import dev.nifivoyage.flow.Flow;
import dev.nifivoyage.flow.Parameter;

/**
 * Parameters shared by several flows.
 */
final class SharedParameters {

    /** End of the description of an input directory. */
    static final String IN_CLUSTER_INPUT = " In a cluster the directory must exist on each node; it may be shared.";
    /** End of the description of an output directory. */
    static final String IN_CLUSTER_RESULTS =
            " In a cluster each node writes its own results: share the directory to collect them in one place.";

    /** What a recording contains. */
    static final String POSES =
            "a record for each frame, with the landmarks of MediaPipe, and optionally left_hand, right_hand, time, and performer";

    /** End of the description of a threshold. */
    private static final String MEASURED =
            " Frames below are unknown. The value was measured with the sentence model of voyage-local, and must be measured again for the models of Voyage AI.";

    static final String CONTEXT = "Voyage AI";
    static final Parameter INPUT_FORMAT = new Parameter(
            "Input Format",
            "json",
            "Format of the input: json (an array, or one object per line) or csv (RFC 4180, with a header).");
    static final Parameter TEXT_RECORD_PATH = new Parameter(
            "Text Record Path",
            "/text",
            "A RecordPath that points to the text of a record. Several fields are joined by, for example, concat(/title, '. ', /text).");
    static final Parameter EMBEDDING_RECORD_PATH = new Parameter(
            "Embedding Record Path", "/embedding", "A RecordPath that points to the field for the vector.");
    private static final Parameter COST_DIRECTORY = new Parameter(
            "Cost Directory",
            "./voyage/cost",
            "Directory for the cost of batch jobs and real-time requests, one line each; templates/cost-per-day.json adds them up."
                    + " In a cluster the directory should be shared; otherwise each node keeps its own costs.");

    private static final Parameter API_KEY = new Parameter(
            "Voyage API Key",
            null,
            "API key of a Voyage AI project. The value is stored encrypted and is not part of an exported flow definition.",
            true);
    private static final Parameter BASE_URL = new Parameter(
            "Voyage Base URL",
            "",
            "Base URL of the API. If empty, it is derived from the key. The default address of voyage-local is http://127.0.0.1:8089/v1 on the same machine.");
    private static final Parameter CACHE_DIRECTORY = new Parameter(
            "Embedding Cache Directory",
            "./voyage/cache",
            "Directory of the vector cache of all flows, so that no text is paid for twice."
                    + " In a cluster the path must be local to each node, never shared. If empty, vectors are cached in memory only.");
    private static final Parameter MAXIMUM_COST = new Parameter(
            "Maximum Cost",
            "10",
            "Maximum cost of one file, in US dollars. Files with a higher estimate are not sent; with 0, every file gets an estimate only. If empty, there is no maximum.");
    private static final Parameter PROGRESS_DIRECTORY = new Parameter(
            "Progress Directory",
            "./voyage/progress",
            "Directory for the progress of batch jobs, one file each; templates/batch-progress.json shows it."
                    + " In a cluster the directory should be shared; otherwise each node keeps its own progress.");
    private static final Parameter COST_INTERVAL =
            new Parameter("Cost Interval", "1 min", "Time to collect cost lines before they are written to a file.");
    private static final Parameter GATHERING_SIZE = new Parameter(
            "Gathering Size",
            "1048576",
            "Size in bytes below which files are gathered into one job. With 0, each file becomes a job of its own.");
    private static final Parameter GATHERING_TIME = new Parameter(
            "Gathering Time", "5 sec", "Time to wait for further small files before a job is created for them.");
    private static final Parameter MINIMUM_POLLING_INTERVAL = new Parameter(
            "Minimum Polling Interval", "10 sec", "Time to wait before the first status request for a job.");
    private static final Parameter MAXIMUM_POLLING_INTERVAL = new Parameter(
            "Maximum Polling Interval", "5 min", "Maximum time to wait between two status requests for a job.");

    private SharedParameters() {}

    /**
     * Lets a flow inherit the parameters that all flows share.
     */
    static void inherit(final Flow flow) {
        flow.inherit(
                CONTEXT,
                "Parameters of all flows that use Voyage AI.",
                API_KEY,
                BASE_URL,
                CACHE_DIRECTORY,
                MAXIMUM_COST,
                PROGRESS_DIRECTORY,
                COST_DIRECTORY,
                COST_INTERVAL,
                GATHERING_SIZE,
                GATHERING_TIME,
                MINIMUM_POLLING_INTERVAL,
                MAXIMUM_POLLING_INTERVAL);
    }

    /**
     * Returns the parameter of the directory from which a flow reads.
     *
     * @param content what the files hold
     */
    static Parameter inputDirectory(final String flow, final String content) {
        return new Parameter(
                "Input Directory",
                "./voyage/%s/in".formatted(flow),
                "Directory from which %s are read. Files are deleted after they are read.%s"
                        .formatted(content, IN_CLUSTER_INPUT));
    }

    /**
     * Returns the parameter of the directory of results.
     *
     * @param content what is written
     */
    static Parameter outputDirectory(final String flow, final String content) {
        return written("Output Directory", "./voyage/%s/out".formatted(flow), content);
    }

    /**
     * Returns the parameter of the directory of rejected records.
     *
     * @param content what is written
     */
    static Parameter rejectedDirectory(final String flow, final String content) {
        return written("Rejected Directory", "./voyage/%s/rejected".formatted(flow), content);
    }

    static Parameter embeddingsModel(final String model) {
        return new Parameter("Embeddings Model", model, "Name of the Voyage AI model.");
    }

    static Parameter dimensions(final int dimensions) {
        return new Parameter(
                "Dimensions",
                Integer.toString(dimensions),
                "Number of dimensions of the vectors: 256, 512, 1024, or 2048.");
    }

    /**
     * Returns the parameter of the threshold of matches.
     *
     * @param threshold measured in docs/gestures.md
     */
    static Parameter threshold(final String threshold) {
        return new Parameter("Threshold", threshold, "Minimum score of a match, from -1 to 1." + MEASURED);
    }

    /**
     * Returns the parameter of the minimum margin of matches.
     *
     * @param margin measured in docs/gestures.md
     */
    static Parameter minimumMargin(final String margin) {
        return new Parameter(
                "Minimum Margin",
                margin,
                "Minimum difference between the scores of the best and the second-best label, from 0 to 2." + MEASURED);
    }

    /**
     * Returns the parameter of the directory from which a flow reads libraries.
     *
     * @param content a sentence about the files
     */
    static Parameter libraryDirectory(final String flow, final String content) {
        return new Parameter(
                "Library Directory",
                "./voyage/%s/library-in".formatted(flow),
                "%s Files are deleted after they are read.%s".formatted(content, IN_CLUSTER_INPUT));
    }

    /**
     * Returns the parameter of the directory of matches.
     *
     * @param content what is written
     */
    static Parameter matchesDirectory(final String flow, final String content) {
        return new Parameter(
                "Output Directory",
                "./voyage/%s/out".formatted(flow),
                "Directory to which %s are written, with a subdirectory for each file.".formatted(content));
    }

    /**
     * Returns the parameter of the directory of what could not be used.
     *
     * @param content what is written
     */
    static Parameter unusableDirectory(final String flow, final String content) {
        return new Parameter(
                "Rejected Directory",
                "./voyage/%s/rejected".formatted(flow),
                "Directory to which %s that could not be used are written.".formatted(content));
    }

    static Parameter libraryOutputDirectory(final String flow) {
        return new Parameter(
                "Library Output Directory",
                "./voyage/%s/library".formatted(flow),
                "Directory of the library with its vectors, library.jsonl, which a new library replaces."
                        + " An incomplete library is written to incomplete-library.jsonl. In a cluster the directory must be shared.");
    }

    private static Parameter written(final String name, final String directory, final String content) {
        return new Parameter(
                name,
                directory,
                "Directory to which %s are written, in files that are named after the input.%s"
                        .formatted(content, IN_CLUSTER_RESULTS));
    }
}
