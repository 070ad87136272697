/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.attribute;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

class OutdatedAttributesTest {

    @ParameterizedTest
    @CsvSource({
        "voyage.batch.id,true",
        "voyage.batch.submission.id,true",
        "voyage.batch.submission.count,false",
        "voyage.batch.submission.counted,true",
        "voyage.usage.tokens,true",
        "voyage.records.sent,false",
        "voyage.batches.id,false",
        "my.voyage.batch.id,false"
    })
    void matchesItsGroupsExceptTheNumberOfSubmissions(final String name, final boolean outdated) {
        assertEquals(
                outdated, OutdatedAttributes.of("batch", "usage").matcher(name).matches());
    }
}
