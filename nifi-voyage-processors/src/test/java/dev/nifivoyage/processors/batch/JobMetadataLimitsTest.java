/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nifivoyage.local.VoyageLocalOptions;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.gesture.LoadGestureLibrary;
import dev.nifivoyage.service.cache.EhcacheEmbeddingCacheService;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Metadata of jobs at the limits of Voyage, 16 pairs with keys of 64 and values of 512 characters, and above, where
 * nothing is uploaded.
 */
class JobMetadataLimitsTest {
    private static final String EMOJI = "\ud83d\ude00";

    @RegisterExtension
    final VoyageTestEnvironment flow = new VoyageTestEnvironment(new VoyageLocalOptions());

    /** The processors that create jobs, with their input. */
    enum Creator {
        EMBEDDING("submitted", """
            {"id":1,"text":"a dancer"}"""),
        CONTEXTUALIZED("submitted", """
            {"id":1,"chunks":["a dancer","a tree"]}"""),
        RERANK("submitted", """
            {"id":1,"query":"who?","documents":["a dancer","a tree"]}"""),
        LIBRARY("waiting", """
            {"label":"BOW","text":"bends down"}""");

        private final String submitted;
        private final String content;

        Creator(final String submitted, final String content) {
            this.submitted = submitted;
            this.content = content;
        }

        TestRunner runner(final VoyageTestEnvironment flow) throws Exception {
            return switch (this) {
                case EMBEDDING -> flow.create();
                case CONTEXTUALIZED -> flow.createContextualized();
                case RERANK -> flow.createRerank();
                case LIBRARY -> {
                    final TestRunner runner = QueuePassingRunner.of(flow.withRecords(new LoadGestureLibrary()));
                    runner.setProperty("Loading Mode", "BATCH_AND_WAIT");
                    yield runner;
                }
            };
        }
    }

    @ParameterizedTest
    @EnumSource
    void acceptsTheMost(final Creator creator) throws Exception {
        final EhcacheEmbeddingCacheService cache = LentCache.open();
        try {
            final TestRunner runner = creator.runner(flow);
            lend(creator, cache, runner);
            for (int i = 0; i < 12; i++) {
                runner.setProperty("%064d".formatted(i), "v".repeat(512));
            }
            runner.setProperty(EMOJI.repeat(64), "${note}");
            runner.enqueue(creator.content, Map.of("note", EMOJI.repeat(512)));
            runner.run();

            runner.assertTransferCount(creator.submitted, 1);
            final String batchId = runner.getFlowFilesForRelationship(creator.submitted)
                    .getFirst()
                    .getAttribute(VoyageAttributes.BATCH_ID);
            final JsonNode metadata =
                    LocalHttp.get(flow.voyage(), "/batches/" + batchId).path("metadata");
            assertEquals(16, metadata.size());
            assertEquals("v".repeat(512), metadata.path("%064d".formatted(11)).asText());
            assertEquals(EMOJI.repeat(512), metadata.path(EMOJI.repeat(64)).asText());
        } finally {
            cache.onDisabled();
        }
    }

    @ParameterizedTest
    @EnumSource
    void rejectsOneCharacterMoreBeforeTheUpload(final Creator creator) throws Exception {
        assertRejected(
                creator,
                "v".repeat(513),
                "The value of the metadata [note] has 513 characters, but Voyage accepts only 512");
        assertRejected(
                creator,
                EMOJI.repeat(513),
                "The value of the metadata [note] has 513 characters, but Voyage accepts only 512");
    }

    // UTF-8 would replace it by a question mark
    @ParameterizedTest
    @EnumSource
    void rejectsHalfOfASurrogatePairBeforeTheUpload(final Creator creator) throws Exception {
        assertRejected(
                creator,
                "a \ud83d b",
                "The value of the metadata [note] contains an unpaired surrogate, which cannot be encoded in UTF-8");
    }

    @ParameterizedTest
    @EnumSource
    void isNotValidAboveTheLimits(final Creator creator) throws Exception {
        final EhcacheEmbeddingCacheService cache = LentCache.open();
        try {
            final TestRunner runner = creator.runner(flow);
            lend(creator, cache, runner);
            for (final String key : new String[] {"k".repeat(64), EMOJI.repeat(64)}) {
                runner.setProperty(key, "value");
                runner.assertValid();
                runner.setProperty(key + "k", "value");
                runner.assertNotValid();
                runner.removeProperty(key + "k");
            }
            for (int i = 0; i < 11; i++) {
                runner.setProperty("key " + i, "value");
            }
            runner.assertValid();
            runner.setProperty("one more", "value");
            runner.assertNotValid();
        } finally {
            cache.onDisabled();
        }
    }

    private void assertRejected(final Creator creator, final String value, final String message) throws Exception {
        final EhcacheEmbeddingCacheService cache = LentCache.open();
        try {
            final TestRunner runner = creator.runner(flow);
            lend(creator, cache, runner);
            runner.setProperty("note", "${note}");
            runner.enqueue(creator.content, Map.of("note", value));
            runner.run();

            runner.assertAllFlowFilesTransferred("failure", 1);
            final MockFlowFile failed =
                    runner.getFlowFilesForRelationship("failure").getFirst();
            failed.assertAttributeEquals(VoyageAttributes.ERROR_CODE, "invalid_metadata");
            failed.assertAttributeEquals(VoyageAttributes.ERROR_MESSAGE, message);
            failed.assertContentEquals(creator.content);
            assertTrue(LocalHttp.get(flow.voyage(), "/files").path("data").isEmpty(), "a file was uploaded");
            assertTrue(LocalHttp.get(flow.voyage(), "/batches").path("data").isEmpty(), "a job was created");
        } finally {
            cache.onDisabled();
        }
    }

    private static void lend(final Creator creator, final EhcacheEmbeddingCacheService cache, final TestRunner runner)
            throws Exception {
        if (creator == Creator.LIBRARY) {
            LentCache.lend(cache, runner);
        }
    }
}
