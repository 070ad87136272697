/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.realtime.input;

import dev.nifivoyage.processors.image.Image;
import org.apache.nifi.components.DescribedValue;

/**
 * What happens to images above the limits of Voyage.
 */
public enum OversizedImages implements DescribedValue {
    REJECT("Reject", "Images above the limits of Voyage are routed to rejected, with their size in the error message"),
    SCALE_DOWN(
            "Scale Down",
            "Images above the limits of Voyage are scaled down to %,d pixels, to which Voyage reduces larger images by itself"
                    .formatted(Image.MAXIMUM_BILLED_PIXELS));

    private final String displayName;
    private final String description;

    OversizedImages(final String displayName, final String description) {
        this.displayName = displayName;
        this.description = description;
    }

    @Override
    public String getValue() {
        return name();
    }

    @Override
    public String getDisplayName() {
        return displayName;
    }

    @Override
    public String getDescription() {
        return description;
    }
}
