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
 * Which of the fitting jobs a listing emits.
 */
public enum ListingStrategy implements DescribedValue {
    NEW_JOBS(
            "New Jobs",
            "Each job once: what was listed is remembered in the processor's state. A job that does not fit yet, because it has not ended, is looked at again until it has"),
    ALL_JOBS("All Jobs", "All fitting jobs, whenever the processor runs");

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
