/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.flow;

import org.apache.nifi.flow.ConnectableComponent;
import org.apache.nifi.flow.ConnectableComponentType;
import org.apache.nifi.flow.Position;
import org.apache.nifi.flow.VersionedComponent;
import org.apache.nifi.flow.VersionedFunnel;

import java.util.Collection;

/**
 * A funnel of a flow.
 */
public final class Funnel implements Connectable {

    private final VersionedFunnel versioned;
    private final String name;

    Funnel(final VersionedFunnel versioned, final String name) {
        this.versioned = versioned;
        this.name = name;
    }

    @Override
    public String key() {
        return name;
    }

    @Override
    public Position position() {
        return versioned.getPosition();
    }

    @Override
    public ConnectableComponent end() {
        final ConnectableComponent end = end(versioned, ConnectableComponentType.FUNNEL);
        end.setName(name);
        return end;
    }

    @Override
    public void connected(final Collection<String> relationships) {
        // a funnel has none
    }

    static ConnectableComponent end(final VersionedComponent component, final ConnectableComponentType type) {
        final ConnectableComponent end = new ConnectableComponent();
        end.setId(component.getIdentifier());
        end.setInstanceIdentifier(component.getInstanceIdentifier());
        end.setType(type);
        end.setGroupId(component.getGroupIdentifier());
        end.setComments("");
        return end;
    }
}
