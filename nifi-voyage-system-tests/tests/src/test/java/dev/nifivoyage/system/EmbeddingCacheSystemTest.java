/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.system;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nifivoyage.local.VoyageLocalOptions;
import dev.nifivoyage.local.VoyageLocalServer;
import dev.nifivoyage.nifi.NiFiProcess;
import dev.nifivoyage.nifi.ProcessGroups;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static dev.nifivoyage.system.VectorAssertions.assertSameVector;
import static dev.nifivoyage.system.VectorAssertions.assertVectorOf;
import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * The embedding cache in a real NiFi: what is known is not paid again, and what was paid can be looked up.
 */
@ExtendWith(SharedNiFi.class)
class EmbeddingCacheSystemTest {
    private static final List<String> TEXTS = IntStream.range(0, 50)
            .mapToObj(i -> "Pose " + i + ": the left arm is raised by " + i * 7 + " degrees")
            .toList();

    @TempDir
    private Path directory;

    @Test
    void aKnownCorpusIsEmbeddedWithoutARequest(final NiFiProcess nifi) throws Exception {
        try (VoyageLocalServer voyage = VoyageLocalServer.start(new VoyageLocalOptions())) {
            final CachedFlow flow = CachedFlow.start(nifi, directory, voyage);
            final List<JsonNode> first = RecordFile.read(flow.embed("first.json", TEXTS));
            final VoyageTraffic paid = VoyageTraffic.at(voyage);
            assertEquals(TEXTS.size(), paid.texts());
            assertEquals(1, paid.jobs());

            final List<JsonNode> second = RecordFile.read(flow.embed("second.json", TEXTS));
            assertEquals(paid, VoyageTraffic.at(voyage));
            assertEquals(TEXTS.size(), flow.flow().counter("CreateEmbedding", "Cache Hits"));
            for (int i = 0; i < TEXTS.size(); i++) {
                assertSameVector(first.get(i).path("embedding"), second.get(i).path("embedding"), TEXTS.get(i));
            }
            new ProcessGroups(nifi.rest()).delete(flow.flow().groupId());
        }
    }

    @Test
    void onlyTheNewTextsOfACorpusAreSent(final NiFiProcess nifi) throws Exception {
        try (VoyageLocalServer voyage = VoyageLocalServer.start(new VoyageLocalOptions())) {
            final CachedFlow flow = CachedFlow.start(nifi, directory, voyage);
            flow.embed("known.json", TEXTS.subList(0, 25));
            flow.embed("half.json", TEXTS);

            final VoyageTraffic traffic = VoyageTraffic.at(voyage);
            assertEquals(TEXTS.size(), traffic.texts());
            assertEquals(2, traffic.jobs());
            assertEquals(0, voyage.ledger().totals().realTimeRequests());
            new ProcessGroups(nifi.rest()).delete(flow.flow().groupId());
        }
    }

    @Test
    void theIdOfAJobWarmsAnEmptyCacheFromWhichStockLookupRecordTakesVectors(final NiFiProcess nifi) throws Exception {
        try (VoyageLocalServer voyage = VoyageLocalServer.start(new VoyageLocalOptions())) {
            final CachedFlow flow = CachedFlow.start(nifi, directory, voyage);
            flow.embed("job.json", TEXTS);
            final String batchId = voyage.ledger().entries(0, 1).getFirst().batchId();
            new ProcessGroups(nifi.rest()).delete(flow.flow().groupId());

            final VoyageTraffic paid = VoyageTraffic.at(voyage);
            final List<String> known = TEXTS.subList(10, 13);
            final LookupFlow lookup = LookupFlow.prepare(
                    nifi.rest(),
                    voyage.baseUri(),
                    batchId,
                    directory.resolve("another-cache"),
                    Stream.concat(known.stream(), Stream.of("Nobody embedded this"))
                            .toList());
            lookup.lookUp(List.of("unmatched"));
            assertEquals(4, lookup.records("unmatched").size(), "the cache is empty");
            assertEquals(TEXTS.size(), lookup.warm());

            lookup.lookUp(List.of("matched", "unmatched"));
            final List<JsonNode> found = lookup.records("matched");
            assertEquals(
                    known,
                    found.stream().map(record -> record.path("text").asText()).toList());
            found.forEach(record -> assertVectorOf(
                    record.path("text").asText(), CachedFlow.MODEL, CachedFlow.DIMENSION, record.path("embedding")));
            assertEquals(
                    List.of("Nobody embedded this"),
                    lookup.records("unmatched").stream()
                            .map(record -> record.path("text").asText())
                            .toList());
            assertEquals(paid, VoyageTraffic.at(voyage));
            lookup.delete();
        }
    }

    @Test
    void vectorsOfOneServiceAreHitsOfAnotherWithTheSameDirectory(final NiFiProcess nifi) throws Exception {
        try (VoyageLocalServer voyage = VoyageLocalServer.start(new VoyageLocalOptions())) {
            final CachedFlow flow = CachedFlow.start(nifi, directory, voyage);
            flow.embed("first.json", TEXTS);
            final VoyageTraffic paid = VoyageTraffic.at(voyage);

            final List<String> known = TEXTS.subList(10, 13);
            final LookupFlow lookup =
                    LookupFlow.prepare(nifi.rest(), voyage.baseUri(), "none", directory.resolve("cache"), known);
            lookup.lookUp(List.of("matched"));
            assertEquals(
                    known,
                    lookup.records("matched").stream()
                            .map(record -> record.path("text").asText())
                            .toList());
            lookup.delete();

            // undisturbed by the end of the other service
            flow.embed("second.json", TEXTS);
            assertEquals(paid, VoyageTraffic.at(voyage));
            new ProcessGroups(nifi.rest()).delete(flow.flow().groupId());
        }
    }
}
