/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.cache;

import org.apache.nifi.components.ConfigVerificationResult;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A process of its own, which validates, verifies, and enables a cache and says what came out.
 */
public final class PlatformProbe {
    static final String PREFIX = "probe ";

    private PlatformProbe() {}

    /**
     * Ends after one cache.
     *
     * @param arguments the directory; none for memory only
     */
    public static void main(final String[] arguments) throws Exception {
        final Path directory = arguments.length == 0 ? null : Path.of(arguments[0]);
        final CacheFixture cache = new CacheFixture(directory);
        say(validity(cache));
        final ConfigVerificationResult verified = cache.verify().get(CacheVerifier.OPEN_CACHE_DIRECTORY);
        say(verified.getOutcome() + ": " + verified.getExplanation());
        if (directory == null) {
            cache.enable().put(0, 10);
            say("found: " + cache.find(0, 11).size());
            cache.close();
        } else {
            // the second attempt must not hide the reason of the first
            say(load());
            say(load());
        }
    }

    private static String validity(final CacheFixture cache) {
        try {
            cache.runner.assertValid(cache.service);
            return "valid";
        } catch (final AssertionError e) {
            return "invalid: " + e.getMessage();
        }
    }

    private static String load() {
        try {
            NativeLibrary.load();
            return "loaded";
        } catch (final IOException e) {
            return e.getMessage();
        }
    }

    private static void say(final String line) {
        System.out.println(PREFIX + line.replace('\n', ' '));
    }
}
