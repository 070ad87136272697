/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.nifi;

import com.fasterxml.jackson.databind.JsonNode;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Uploads NARs to a running NiFi. */
public final class NarUpload {

    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final String NARS = "/controller/nar-manager/nars/";

    private final NiFiRest rest;

    public NarUpload(final NiFiRest rest) {
        this.rest = rest;
    }

    /**
     * Uploads a NAR, and waits until its components are available. Upload its dependencies first.
     *
     * @throws IllegalStateException with the message of NiFi if the installation fails
     */
    public void install(final Path nar) {
        final String id = rest.upload(NARS + "content", nar)
                .path("narSummary")
                .path("identifier")
                .asText();
        final JsonNode summary = Poll.until(
                DEADLINE,
                "NiFi to install " + nar,
                () -> Optional.of(rest.get(NARS + id).path("narSummary")).filter(NarUpload::hasEnded));
        if (!summary.path("state").asText().equals("Installed")) {
            throw new IllegalStateException("%s was not installed but is %s: %s"
                    .formatted(
                            nar,
                            summary.path("state").asText(),
                            summary.path("failureMessage").asText()));
        }
    }

    // NiFi reads the two at different moments: an installation that has just ended may still be called Installing
    private static boolean hasEnded(final JsonNode summary) {
        return summary.path("installComplete").asBoolean()
                && !summary.path("state").asText().equals("Installing");
    }
}
