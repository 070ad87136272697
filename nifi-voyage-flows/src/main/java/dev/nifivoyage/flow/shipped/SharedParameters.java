/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.flow.shipped;

import dev.nifivoyage.flow.Parameter;

/**
 * Parameters that flows have in common.
 */
final class SharedParameters {

    static final String CONTEXT = "Settings of the flow that embeds records";

    /** Ends the description of a folder from which files are taken. */
    static final String IN_CLUSTER_INPUT =
            " In a cluster the folder must exist on each node; it may be one that they share.";
    /** Ends the description of a folder into which all nodes write. */
    static final String IN_CLUSTER_RESULTS =
            ". In a cluster each node writes its own results: share the folder to have them in one place";

    static final Parameter API_KEY = new Parameter(
            "Voyage API Key",
            null,
            "Key of a Voyage AI project. Its value is kept encrypted and is not part of an exported flow.",
            true);
    static final Parameter BASE_URL = new Parameter(
            "Voyage Base URL",
            "",
            "Address of the API. Empty: chosen by the key. For voyage-local: http://127.0.0.1:8089/v1");
    static final Parameter EMBEDDING_RECORD_PATH =
            new Parameter("Embedding Record Path", "/embedding", "Path to the field that gets the vector");
    static final Parameter MINIMUM_POLLING_INTERVAL = new Parameter(
            "Minimum Polling Interval", "10 sec", "How long to wait before the first question for a job's status");
    static final Parameter MAXIMUM_POLLING_INTERVAL =
            new Parameter("Maximum Polling Interval", "5 min", "Longest wait between two questions for a job's status");
    static final Parameter COST_DIRECTORY = new Parameter(
            "Cost Directory",
            "./voyage/cost",
            "What jobs and real-time requests cost is written here, a line for each; templates/cost-per-day.json sums them up."
                    + " In a cluster: a folder that the nodes share, or each node keeps its own costs");
    static final Parameter COST_INTERVAL =
            new Parameter("Cost Interval", "1 min", "How long lines of costs are collected for a file");

    private SharedParameters() {}

    static Parameter cacheDirectory(final String directory) {
        return new Parameter(
                "Embedding Cache Directory",
                directory,
                "Where vectors are kept, so that no text is paid twice; a folder of this flow alone."
                        + " In a cluster: a path that is local to each node, never a shared one. Empty: in memory only.");
    }

    static Parameter embeddingsModel(final String model) {
        return new Parameter("Embeddings Model", model, "Name of the model");
    }

    static Parameter dimensions(final int dimensions) {
        return new Parameter(
                "Dimensions", Integer.toString(dimensions), "Number of dimensions: 256, 512, 1024 or 2048");
    }

    static Parameter libraryOutputDirectory(final String flow) {
        return new Parameter(
                "Library Output Directory",
                "./voyage/%s/library".formatted(flow),
                "The library with its vectors is written here as library.jsonl; a new one takes its place."
                        + " One of which gestures are missing is written beside it as incomplete-library.jsonl. In a cluster: a folder that the nodes share");
    }
}
