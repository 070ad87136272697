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

import java.util.Collection;

/**
 * A possible source or destination of a connection.
 */
public sealed interface Connectable permits Processor, Port {

    /**
     * @return a name that no other component of the flow has
     */
    String key();

    /**
     * @return the upper left corner
     */
    Position position();

    /**
     * @return the component as connections refer to it
     */
    ConnectableComponent end();

    /**
     * Records connected relationships.
     *
     * @param relationships the names of the relationships
     */
    void connected(Collection<String> relationships);

    /**
     * Records that a connection ends here.
     */
    default void reached() {}

    /**
     * Returns a component as connections refer to it, without its name.
     */
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
