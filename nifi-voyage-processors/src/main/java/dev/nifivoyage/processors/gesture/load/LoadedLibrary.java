/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture.load;

import dev.nifivoyage.processors.attribute.Counter;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.record.output.RoutedRecords;
import org.apache.nifi.processor.ProcessSession;

import java.util.Map;

/**
 * The outcome of loading a library. Equal texts are counted once per window of several hundred gestures.
 *
 * @param routed gestures with their vectors, and rejected gestures
 * @param textsLoaded number of texts that were embedded
 * @param textsCached number of texts whose vector was already in the cache
 * @param textsFailed number of texts without a vector
 */
record LoadedLibrary(RoutedRecords routed, long textsLoaded, long textsCached, long textsFailed) {

    Map<String, String> attributes() {
        return Map.of(
                VoyageAttributes.LIBRARY_GESTURES, Long.toString(routed.successCount()),
                VoyageAttributes.LIBRARY_GESTURES_FAILED, Long.toString(routed.rejectedCount()),
                VoyageAttributes.LIBRARY_TEXTS_LOADED, Long.toString(textsLoaded),
                VoyageAttributes.LIBRARY_TEXTS_CACHED, Long.toString(textsCached),
                VoyageAttributes.LIBRARY_TEXTS_FAILED, Long.toString(textsFailed));
    }

    void count(final ProcessSession session) {
        Counter.GESTURES_LOADED.add(session, routed.successCount());
        Counter.GESTURES_FAILED.add(session, routed.rejectedCount());
        Counter.TEXTS_LOADED.add(session, textsLoaded);
        Counter.TEXTS_ALREADY_CACHED.add(session, textsCached);
        Counter.TEXTS_FAILED.add(session, textsFailed);
    }
}
