/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.flow;

import org.apache.nifi.flow.VersionedPropertyDescriptor;

/**
 * Creates the property descriptors of a flow definition.
 */
final class Descriptors {

    private Descriptors() {}

    static VersionedPropertyDescriptor of(final String name, final PropertyKind kind, final boolean sensitive) {
        final VersionedPropertyDescriptor descriptor = new VersionedPropertyDescriptor();
        descriptor.setName(name);
        descriptor.setDisplayName(name);
        descriptor.setIdentifiesControllerService(kind == PropertyKind.SERVICE || kind == PropertyKind.DYNAMIC_SERVICE);
        descriptor.setSensitive(sensitive);
        descriptor.setDynamic(kind == PropertyKind.DYNAMIC || kind == PropertyKind.DYNAMIC_SERVICE);
        return descriptor;
    }
}
