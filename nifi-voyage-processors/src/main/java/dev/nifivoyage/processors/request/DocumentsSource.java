/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.request;

import org.apache.nifi.components.DescribedValue;

/**
 * The source of the documents that are ranked for a query.
 */
public enum DocumentsSource implements DescribedValue {
    RECORD("Record", "Each record contains the documents of its query."),
    FILE("File", "All queries share the documents in a file, which is read by the Record Reader on every node.");

    private final String displayName;
    private final String description;

    DocumentsSource(final String displayName, final String description) {
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
