/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.nifi;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The bulletins of components, which NiFi keeps for five minutes. */
public final class Bulletins {

    private final NiFiRest rest;

    public Bulletins(final NiFiRest rest) {
        this.rest = rest;
    }

    /** Returns the bulletins of all groups, oldest first. */
    public List<Bulletin> all() {
        final List<Bulletin> bulletins = new ArrayList<>();
        for (final JsonNode entity : rest.get("/flow/bulletin-board?limit=1000")
                .path("bulletinBoard")
                .path("bulletins")) {
            final JsonNode bulletin = entity.path("bulletin");
            bulletins.add(new Bulletin(
                    bulletin.path("level").asText(),
                    bulletin.path("groupId").asText(),
                    bulletin.path("sourceName").asText(),
                    bulletin.path("message").asText()));
        }
        return bulletins;
    }

    /** Returns the bulletins of a group and its descendants, oldest first. */
    public List<Bulletin> within(final String groupId) {
        final Set<String> groups = new HashSet<>(Set.of(groupId));
        new FlowTree(rest)
                .entities(groupId, "processGroups")
                .forEach(group -> groups.add(group.path("id").asText()));
        return all().stream()
                .filter(bulletin -> groups.contains(bulletin.groupId()))
                .toList();
    }

    /**
     * A bulletin.
     *
     * @param level {@code WARNING} or {@code ERROR}
     * @param groupId group of the component
     * @param source name of the component
     */
    public record Bulletin(String level, String groupId, String source, String message) {}
}
