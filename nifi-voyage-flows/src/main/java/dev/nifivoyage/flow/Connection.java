/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.flow;

import org.apache.nifi.flow.Position;
import org.apache.nifi.flow.VersionedConnection;

import java.util.ArrayList;
import java.util.List;

/**
 * A connection of a flow, with NiFi's default back pressure. It is a straight line unless it has bends.
 */
public final class Connection {

    private final VersionedConnection versioned;
    private final List<Position> bends = new ArrayList<>();

    Connection(final VersionedConnection versioned) {
        this.versioned = versioned;
        versioned.setName("");
        versioned.setLabelIndex(0);
        versioned.setzIndex(0L);
        versioned.setBackPressureObjectThreshold(10_000L);
        versioned.setBackPressureDataSizeThreshold("10 GB");
        versioned.setFlowFileExpiration("0 sec");
        versioned.setPrioritizers(List.of());
        versioned.setBends(bends);
        versioned.setLoadBalanceStrategy("DO_NOT_LOAD_BALANCE");
        versioned.setLoadBalanceCompression("DO_NOT_COMPRESS");
    }

    /**
     * Adds a bend.
     *
     * @param x position on the canvas, in pixels
     * @param y position on the canvas, in pixels
     * @return this connection
     */
    public Connection via(final double x, final double y) {
        bends.add(new Position(x, y));
        return this;
    }

    /**
     * @param bend the bend that the connection's label lies on; 0 is the first
     * @return this connection
     */
    public Connection labelAt(final int bend) {
        versioned.setLabelIndex(bend);
        return this;
    }

    /**
     * Distributes FlowFiles to the nodes of a cluster.
     *
     * @return this connection
     */
    public Connection roundRobin() {
        versioned.setLoadBalanceStrategy("ROUND_ROBIN");
        return this;
    }

    /**
     * Keeps FlowFiles in the order of their arrival.
     *
     * @return this connection
     */
    public Connection firstInFirstOut() {
        versioned.setPrioritizers(List.of("org.apache.nifi.prioritizer.FirstInFirstOutPrioritizer"));
        return this;
    }

    /**
     * @param age age from which a FlowFile is dropped
     * @return this connection
     */
    public Connection expireAfter(final String age) {
        versioned.setFlowFileExpiration(age);
        return this;
    }

    Connection along(final Side side, final Position corner) {
        bends.addAll(side.bends(corner));
        return this;
    }
}
