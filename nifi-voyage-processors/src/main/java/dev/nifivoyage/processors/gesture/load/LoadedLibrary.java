/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture.load;

import dev.nifivoyage.processors.attribute.VoyageAttributes;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.processor.ProcessSession;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What became of a library. Texts are counted once for each few hundred gestures.
 *
 * @param loaded the gestures with their vectors, or null when there are none
 * @param failed the other gestures, or null when there are none
 * @param gestures how many have their vectors
 * @param gesturesFailed how many have not
 * @param textsLoaded texts that were embedded now
 * @param textsCached texts whose vector was in the cache already
 * @param textsFailed texts without a vector
 * @param refusal how many gestures are refused, and why the first is, for the log; null when none is
 */
record LoadedLibrary(FlowFile loaded, FlowFile failed, long gestures, long gesturesFailed, long textsLoaded, long textsCached, long textsFailed, String refusal) {

    List<FlowFile> flowFiles() {
        return Stream.of(loaded, failed).filter(Objects::nonNull).toList();
    }

    Map<String, String> attributes() {
        return Map.of(
            VoyageAttributes.LIBRARY_GESTURES, Long.toString(gestures),
            VoyageAttributes.LIBRARY_GESTURES_FAILED, Long.toString(gesturesFailed),
            VoyageAttributes.LIBRARY_TEXTS_LOADED, Long.toString(textsLoaded),
            VoyageAttributes.LIBRARY_TEXTS_CACHED, Long.toString(textsCached),
            VoyageAttributes.LIBRARY_TEXTS_FAILED, Long.toString(textsFailed)
        );
    }

    void count(final ProcessSession session) {
        session.adjustCounter("Gestures Loaded", gestures, false);
        session.adjustCounter("Gestures Failed", gesturesFailed, false);
        session.adjustCounter("Texts Loaded", textsLoaded, false);
        session.adjustCounter("Texts Already Cached", textsCached, false);
        session.adjustCounter("Texts Failed", textsFailed, false);
    }
}
