/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.flow;

import org.apache.nifi.flow.VersionedParameter;

/**
 * A parameter of a flow.
 *
 * @param name name by which properties refer to it, as {@code #{name}}
 * @param value value after the import; null if the user must set it
 * @param description purpose of the parameter
 * @param sensitive true if NiFi encrypts the value and omits it from exports
 */
public record Parameter(String name, String value, String description, boolean sensitive) {

    /**
     * A parameter that is not sensitive.
     */
    public Parameter(final String name, final String value, final String description) {
        this(name, value, description, false);
    }

    VersionedParameter versioned() {
        final VersionedParameter parameter = new VersionedParameter();
        parameter.setName(name);
        parameter.setDescription(description);
        parameter.setSensitive(sensitive);
        parameter.setProvided(false);
        parameter.setValue(value);
        return parameter;
    }
}
