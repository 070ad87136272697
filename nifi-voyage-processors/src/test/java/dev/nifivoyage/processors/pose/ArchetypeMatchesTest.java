/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.pose;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The threshold and the margin of the flow archetype-training reject what is no archetype. They do not make up for a
 * sentence model that cannot tell archetypes apart.
 */
class ArchetypeMatchesTest {

    @Test
    void mostTextsOfTheLibraryAreKnown() throws Exception {
        final ArchetypeMatches matches = ArchetypeMatches.ofLibrary(true);

        assertTrue(matches.own() >= 36, matches::toString);
        assertTrue(matches.other() <= 1, matches::toString);
    }

    @Test
    void textsThatAreNoArchetypeAreUnknown() throws Exception {
        assertEquals(new ArchetypeMatches(0, 0, 20), ArchetypeMatches.ofOthers(true));
        assertEquals(20, ArchetypeMatches.ofOthers(false).other());
    }

    @Test
    void mostGesturesAreNoArchetype() throws Exception {
        final ArchetypeMatches matches = ArchetypeMatches.ofGestures(true);

        assertTrue(matches.other() <= 15, matches::toString);
    }

    @Test
    void mostOfWhoStandsOrWalksIsEveryman() throws Exception {
        final ArchetypeMatches matches = ArchetypeMatches.ofEveryman(true);

        assertTrue(matches.own() >= 16, matches::toString);
        assertEquals(0, matches.other(), matches::toString);
    }

    /** The thresholds turn most wrong labels of unseen texts into unknown ones, and half of the right ones too. */
    @Test
    void fewerUnseenTextsAreWrong() throws Exception {
        final ArchetypeMatches matches = ArchetypeMatches.ofUnseen(true);
        final ArchetypeMatches all = ArchetypeMatches.ofUnseen(false);

        assertEquals(0, all.unknown());
        assertTrue(matches.other() * 4 <= all.other(), () -> "%s instead of %s".formatted(matches, all));
        assertTrue(matches.own() > 2 * matches.other(), matches::toString);
    }
}
