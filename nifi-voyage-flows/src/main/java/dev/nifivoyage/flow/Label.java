/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.flow;

import org.apache.nifi.flow.Position;
import org.apache.nifi.flow.VersionedLabel;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A label of a flow: a yellow note.
 */
public final class Label {

    private final VersionedLabel versioned;

    Label(final VersionedLabel versioned, final String text) {
        this.versioned = versioned;
        final Map<String, String> style = new LinkedHashMap<>();
        style.put("font-size", "14px");
        style.put("background-color", "#fff7d7");
        versioned.setLabel(text);
        versioned.setzIndex(0L);
        versioned.setStyle(style);
    }

    /**
     * @param x the left edge on the canvas, in pixels
     * @param y the upper edge on the canvas, in pixels
     * @return this label
     */
    public Label at(final double x, final double y) {
        versioned.setPosition(new Position(x, y));
        return this;
    }

    /**
     * @param width in pixels
     * @param height in pixels
     * @return this label
     */
    public Label size(final double width, final double height) {
        versioned.setWidth(width);
        versioned.setHeight(height);
        return this;
    }
}
