/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.flow;

import org.apache.nifi.flow.ScheduledState;
import org.apache.nifi.flow.VersionedControllerService;

/**
 * A controller service of a flow. It is imported disabled.
 */
public final class Service extends Component<Service> {

    private final VersionedControllerService versioned;

    Service(final VersionedControllerService versioned, final String name, final ComponentType type) {
        super(versioned, name, type);
        this.versioned = versioned;
        versioned.setControllerServiceApis(type.serviceApis());
        versioned.setScheduledState(ScheduledState.DISABLED);
        versioned.setBulletinLevel("WARN");
    }

    @Override
    Service self() {
        return this;
    }

    VersionedControllerService versioned() {
        return versioned;
    }
}
