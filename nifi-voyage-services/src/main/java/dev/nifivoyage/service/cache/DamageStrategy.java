/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.cache;

import org.apache.nifi.components.DescribedValue;

/**
 * Handling of a cache directory that is too damaged to be used.
 */
public enum DamageStrategy implements DescribedValue {
    SET_ASIDE(
            "set-aside",
            "Set Aside",
            "Rename the damaged vectors within the directory, and start with an empty cache. Texts are embedded and billed again. Only the last damaged copy is kept."),
    REJECT("reject", "Reject", "Do not enable the service until the directory has been restored or removed");

    private final String value;
    private final String displayName;
    private final String description;

    DamageStrategy(final String value, final String displayName, final String description) {
        this.value = value;
        this.displayName = displayName;
        this.description = description;
    }

    @Override
    public String getValue() {
        return value;
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
