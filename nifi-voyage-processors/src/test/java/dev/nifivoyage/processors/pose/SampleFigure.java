/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.pose;

/**
 * A moving figure, frame by frame, 100 ms apart.
 */
public interface SampleFigure {

    String name();

    /** What the figure shows: a label of the library, or something that is no label. */
    String label();

    /** Who it is; the motion of a figure ends with its last frame. */
    String performer();

    /** Seed of its unrest. */
    long seed();

    SampleBody frame(int frame);
}
