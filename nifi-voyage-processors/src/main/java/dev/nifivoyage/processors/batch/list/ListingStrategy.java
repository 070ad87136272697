/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.list;

import org.apache.nifi.components.DescribedValue;

/**
 * Selects which of the matching jobs a listing emits.
 */
public enum ListingStrategy implements DescribedValue {
    NEW_JOBS(
            "New Jobs",
            "Lists each batch job once and keeps track of them in the state of the processor. Batch jobs that do not match yet are checked again until they have ended."),
    ALL_JOBS("All Jobs", "Lists all matching batch jobs in each run.");

    private final String displayName;
    private final String description;

    ListingStrategy(final String displayName, final String description) {
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
