/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.fault;

/**
 * Lines of an output file that are dropped, written twice, or malformed, each a share of the lines.
 */
public final class OutputFaults {

    private final Shares shares;
    private final SeededChoice choice;

    OutputFaults(final Shares shares, final long seed) {
        this.shares = shares;
        this.choice = new SeededChoice(seed ^ 0x6F757470L);
    }

    public Fate fate(final long batchNumber, final String customId) {
        final double drawn = choice.draw(batchNumber, customId);
        if (drawn < shares.drop()) {
            return Fate.DROPPED;
        }
        if (drawn < shares.drop() + shares.duplicate()) {
            return Fate.DUPLICATED;
        }
        return drawn < shares.drop() + shares.duplicate() + shares.malform() ? Fate.MALFORMED : Fate.WRITTEN;
    }

    /** The fate of a line. */
    public enum Fate {
        WRITTEN,
        DROPPED,
        DUPLICATED,
        MALFORMED
    }

    /**
     * Shares from 0 to 1, together at most 1.
     */
    public record Shares(double drop, double duplicate, double malform) implements Fault {

        static final Shares NONE = new Shares(0, 0, 0);

        public Shares drop(final double share) {
            return new Shares(share, duplicate, malform);
        }

        public Shares duplicate(final double share) {
            return new Shares(drop, share, malform);
        }

        public Shares malform(final double share) {
            return new Shares(drop, duplicate, share);
        }
    }
}
