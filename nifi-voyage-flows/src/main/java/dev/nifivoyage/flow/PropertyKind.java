/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.flow;

/**
 * The kind of a property.
 */
enum PropertyKind {

    /** A property with a descriptor and a value of its own. */
    VALUE,

    /** A property with a descriptor, whose value is the ID of a controller service. */
    SERVICE,

    /** A dynamic property, named by the user. */
    DYNAMIC,

    /** A dynamic property whose value is the ID of a controller service. */
    DYNAMIC_SERVICE
}
