/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.record;

import java.util.function.BooleanSupplier;

/**
 * Decides how the text of a record contains a long text: as it is, or as a placeholder that is replaced later.
 */
@FunctionalInterface
public interface LongTextPlacer {

    /** All texts as they are. */
    LongTextPlacer IN_FULL = (text, isNeeded) -> text.inFull();

    /**
     * Returns what the text of the record contains: the long text, or a placeholder.
     *
     * @param isNeeded returns false once the value has been computed, so that a writer may have used it instead
     */
    String place(LongText text, BooleanSupplier isNeeded);
}
