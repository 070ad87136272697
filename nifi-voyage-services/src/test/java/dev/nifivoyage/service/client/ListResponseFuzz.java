/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nifivoyage.service.api.BatchPage;
import dev.nifivoyage.service.api.FilePage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * Reads any bytes as a page of jobs or files. Each of its entries is read, or the page is rejected: a page that lacks a
 * job would mean that the job does not exist.
 */
public final class ListResponseFuzz {

    private ListResponseFuzz() {}

    public static void fuzzerTestOneInput(final byte[] input) {
        final JsonNode json;
        try {
            json = VoyageJson.read(new String(input, StandardCharsets.UTF_8));
        } catch (final IOException e) {
            StatusResponseFuzz.check(e);
            return;
        }

        try {
            final BatchPage page = VoyageJson.readBatchPage(json);
            page.batches().forEach(StatusResponseFuzz::check);
            assertEquals(json.path("data").size(), page.batches().size());
            assertEquals(page, VoyageJson.readBatchPage(VoyageJson.read(json.toString())));
        } catch (final IOException e) {
            StatusResponseFuzz.check(e);
        }
        try {
            final FilePage page = VoyageJson.readFilePage(json);
            page.files().forEach(StatusResponseFuzz::check);
            assertEquals(json.path("data").size(), page.files().size());
        } catch (final IOException e) {
            StatusResponseFuzz.check(e);
        }
    }
}
