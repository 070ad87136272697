/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.system;

import dev.nifivoyage.nifi.NiFiRest;

import java.io.IOException;
import java.util.List;

/**
 * A NiFi, or a cluster of them, to which things happen.
 */
interface ChaosTarget extends AutoCloseable {
    NiFiRest rest();

    /**
     * Lets something happen that concerns all flows, and returns what has happened.
     */
    String meet(ChaosPlan.Moment moment);

    /** Returns the value of a flow's parameter <i>Embedding Cache Directory</i>. */
    String cacheDirectory(long seed);

    void removeCache(long seed);

    /** Returns what is still held that was not held at the first start. */
    List<String> aboveLevel();

    /** Returns what NiFi has done to FlowFiles on a full disk. */
    FlowFileDamage damage() throws IOException;

    @Override
    void close();
}
