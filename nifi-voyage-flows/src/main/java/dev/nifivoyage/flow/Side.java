/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.flow;

import org.apache.nifi.flow.Position;

import java.util.List;

/**
 * A side of a processor, along which a loop runs.
 */
public enum Side {
    LEFT(-130, 30, -130, 90),
    RIGHT(490, 30, 490, 90),
    /** Beside connections that arrive from above. */
    TOP_RIGHT(310, -80, 420, -80),
    TOP_LEFT(-68, -80, 42, -80),
    BOTTOM(104, 180, 248, 180);

    private final Position first;
    private final Position second;

    Side(final double x1, final double y1, final double x2, final double y2) {
        this.first = new Position(x1, y1);
        this.second = new Position(x2, y2);
    }

    /**
     * @param corner the upper left corner of a processor
     * @return the bends of the connection
     */
    List<Position> bends(final Position corner) {
        return List.of(bend(corner, first), bend(corner, second));
    }

    private static Position bend(final Position corner, final Position offset) {
        return new Position(corner.getX() + offset.getX(), corner.getY() + offset.getY());
    }
}
