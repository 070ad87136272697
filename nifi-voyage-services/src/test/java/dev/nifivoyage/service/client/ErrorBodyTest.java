/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.client;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ErrorBodyTest {

    @ParameterizedTest
    @ValueSource(strings = {"<style", "<script>", "<div ", "<", "</", "<style></styl"})
    void aPageOfTagsThatAreNotClosedIsReadOnce(final String tag) {
        final byte[] page = ("502 " + tag.repeat(256 * 1024 / tag.length())).getBytes(StandardCharsets.UTF_8);

        assertTimeoutPreemptively(
                Duration.ofSeconds(10), () -> assertTrue(text(page).startsWith("502")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        <h1>502</h1>Bad<br/>Gateway | 502 Bad Gateway
        5 < 7 and 8 > 6             | 5 < 7 and 8 > 6
        busy<style>p{}</style>!     | busy !
        busy<style>p{}              | busy
        busy<div class="a           | busy
        <!-- a -->busy<?php ?>      | busy
        """)
    void markupIsRemoved(final String page, final String text) {
        assertEquals(text, text(page.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aPageOfMarkupHasNoText() {
        assertNull(text("<html></html>".getBytes(StandardCharsets.UTF_8)));
    }

    private static String text(final byte[] body) {
        return ErrorBody.read(body, text -> text).text();
    }
}
