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
import org.apache.nifi.flow.PortType;
import org.apache.nifi.flow.Position;
import org.apache.nifi.flow.ScheduledState;
import org.apache.nifi.flow.VersionedPort;

import java.util.Collection;

/**
 * A port of a process group in a flow: connections of its group and of the parent group meet there.
 */
public final class Port implements Connectable {

    private final VersionedPort versioned;
    private final String key;
    private boolean leaves;
    private boolean reached;

    Port(final VersionedPort versioned, final String key, final String name, final PortType type) {
        this.versioned = versioned;
        this.key = key;
        versioned.setName(name);
        versioned.setType(type);
        versioned.setConcurrentlySchedulableTaskCount(1);
        versioned.setScheduledState(ScheduledState.ENABLED);
        versioned.setAllowRemoteAccess(false);
    }

    /**
     * @param x the left edge on the canvas of its group, in pixels
     * @param y the upper edge on the canvas of its group, in pixels
     * @return this port
     */
    public Port at(final double x, final double y) {
        versioned.setPosition(new Position(x, y));
        return this;
    }

    @Override
    public String key() {
        return key;
    }

    @Override
    public Position position() {
        return versioned.getPosition();
    }

    @Override
    public ConnectableComponent end() {
        final ConnectableComponent end = Connectable.end(
                versioned,
                versioned.getType() == PortType.INPUT_PORT
                        ? ConnectableComponentType.INPUT_PORT
                        : ConnectableComponentType.OUTPUT_PORT);
        end.setName(versioned.getName());
        return end;
    }

    @Override
    public void connected(final Collection<String> relationships) {
        leaves = true;
    }

    @Override
    public void reached() {
        reached = true;
    }

    /**
     * @throws FlowException if the port is not connected on both sides
     */
    void check() {
        if (!leaves || !reached) {
            throw new FlowException("%s needs a connection on both sides".formatted(key));
        }
    }

    VersionedPort versioned() {
        return versioned;
    }
}
