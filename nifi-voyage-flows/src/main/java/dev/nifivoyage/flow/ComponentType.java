/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.flow;

import org.apache.nifi.flow.Bundle;
import org.apache.nifi.flow.ControllerServiceAPI;
import org.apache.nifi.flow.VersionedPropertyDescriptor;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A type of processor or controller service, with its properties and relationships.
 */
public interface ComponentType {

    /**
     * @return the component's class
     */
    String className();

    /**
     * @return the NAR that holds the class
     */
    Bundle bundle();

    /**
     * @return the APIs that a controller service of this type implements; empty for a processor
     */
    List<ControllerServiceAPI> serviceApis();

    /**
     * @param name the name of a property
     * @param kind the expected kind of the property
     * @return the property as a flow definition describes it
     * @throws FlowException if the type has no such property, or one of another kind
     */
    VersionedPropertyDescriptor descriptor(String name, PropertyKind kind);

    /**
     * Checks allowable values, and required properties that have neither a default nor dependencies.
     *
     * @param properties the values by property
     * @throws FlowException if a value is not allowed or missing
     */
    void checkProperties(Map<String, String> properties);

    /**
     * @param properties the values by property; relationships may depend on them
     * @return the names of the relationships, each of which must be connected or terminated
     */
    Set<String> relationships(Map<String, String> properties);
}
