/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.response;

import org.apache.nifi.components.DescribedValue;

/**
 * The ways to write a result with several parts: the chunks of a document, or the ranked documents of a query.
 */
public enum OutputStrategy implements DescribedValue {
    RECORD(
            "One Record per Input Record",
            "Write each input record once, with all parts of its result in an array: the vectors of its chunks, or its ranked documents"),
    PART(
            "One Record per Result",
            "Write one record per chunk or ranked document, with the fields of the input record and of the result");

    private final String displayName;
    private final String description;

    OutputStrategy(final String displayName, final String description) {
        this.displayName = displayName;
        this.description = description;
    }

    @Override
    public String getValue() {
        return name();
    }

    @Override
    public String getDisplayName() {
        return displayName;
    }

    @Override
    public String getDescription() {
        return description;
    }
}
