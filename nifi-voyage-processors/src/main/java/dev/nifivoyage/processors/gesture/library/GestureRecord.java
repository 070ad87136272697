/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture.library;

import dev.nifivoyage.processors.record.InputRecord;
import dev.nifivoyage.processors.record.RecordError;

/**
 * A record of a library.
 *
 * @param record as it was read, with all its fields
 * @param gesture what it says, or null
 * @param unusable why it says nothing that can be used, naming the label if there is one; or null
 */
public record GestureRecord(InputRecord record, Gesture gesture, RecordError unusable) {

    public boolean isUsable() {
        return unusable == null;
    }
}
