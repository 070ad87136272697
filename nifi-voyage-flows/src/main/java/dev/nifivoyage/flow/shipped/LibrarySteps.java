/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.flow.shipped;

import dev.nifivoyage.flow.Group;
import dev.nifivoyage.flow.Processor;
import dev.nifivoyage.flow.VoyageComponentType;
import dev.nifivoyage.processors.gesture.LoadGestureLibrary;
import dev.nifivoyage.processors.gesture.MatchGesture;

/**
 * Processors of gesture libraries.
 */
final class LibrarySteps {

    static final String EXISTING_JOB = "EXISTING_BATCH_JOB";

    private LibrarySteps() {}

    /**
     * Adds a processor that embeds a library.
     *
     * @param mode a value of Loading Mode
     */
    static Processor load(final Group group, final String name, final VoyageServices services, final String mode) {
        final Processor load = group.processor(name, VoyageComponentType.of(LoadGestureLibrary.class));
        services.configureCachedRequests(load);
        EmbeddingSteps.configureEmbedding(load);
        if (!mode.equals(EXISTING_JOB)) {
            load.set("Maximum Cost", "#{Maximum Cost}");
        }
        return load.set("Loading Mode", mode);
    }

    /**
     * Adds a processor that names a library as MatchGesture expects it. An incomplete library gets another name.
     */
    static Processor name(final Group group) {
        return StockSteps.attributes(group, "Set library filename")
                .setDynamic(
                        "filename",
                        "${voyage.library.gestures.failed:equals('0'):ifElse('library.jsonl','incomplete-library.jsonl')}");
    }

    /**
     * Adds MatchGesture.
     *
     * @param input a value of Input
     */
    static Processor match(final Group group, final VoyageServices services, final String input) {
        final Processor match = group.processor("MatchGesture", VoyageComponentType.of(MatchGesture.class))
                .penalty("5 sec");
        services.configureCachedRequests(match);
        return match.set("Library", "#{Library Output Directory}/library.jsonl")
                .set("Library Reader", services.reader())
                .set("Input", input);
    }

    /**
     * Sets the fields of poses, as templates/data/poses has them. Each but the landmarks may be missing.
     */
    static void configurePoses(final Processor processor) {
        processor
                .set("Left Hand Record Path", "/left_hand")
                .set("Right Hand Record Path", "/right_hand")
                .set("Frame Time Record Path", "/time")
                .set("Performer Record Path", "/performer");
    }
}
