/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.realtime;

import dev.nifivoyage.service.api.VoyageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.util.Arrays;
import java.util.TreeSet;
import java.util.stream.Collectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Reasons in the words of Voyage, of FastAPI, and of servers that are compatible with OpenAI's.
 */
class InputRejectionTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "-", textBlock = """
        input[3]: The text cannot be processed | 3
        Argument 'input[3]' must be a string | 3
        '$.input[3]' is invalid. Please check the API reference | 3
        body.input.3: Input should be a valid string | 3
        body.input.3: Input should be a valid string; body.input.17: Value error | 3 17
        {"loc":["body","input",3],"msg":"Value error"} | 3
        Request to model 'voyage-4' failed. Text 3 of 'input' has 33000 characters | 3
        The text at index 3 is blank | 3
        Invalid text at position: 3 | 3
        Argument 'input' cannot contain empty strings. | -
        input[20]: there are 20 texts only | -
        input[99999999999]: larger than any number | -
        The request contains 3 texts that cannot be processed | -
        - | -
        """)
    void thePositionIsRead(final String detail, final String positions) {
        final TreeSet<Integer> expected = positions == null
                ? new TreeSet<>()
                : Arrays.stream(positions.split(" "))
                        .map(Integer::valueOf)
                        .collect(Collectors.toCollection(TreeSet::new));
        assertTrue(InputRejection.isPossible(rejection(400, detail)));
        assertTrue(InputRejection.isPossible(rejection(422, detail)));
        assertEquals(expected, InputRejection.positions(rejection(400, detail), 20));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Model voyage-3 is not supported. Supported models are ['voyage-4', 'voyage-4-lite'].",
                "Argument 'dimensions' is not supported by our API.",
                "Value 'int8' of argument 'output_dtype' is not supported by model voyage-law-2. Supported values are ['float'].",
                "Value 3 of argument 'output_dimension' is not supported by model voyage-4",
                "body.input_type: Input should be 'query' or 'document'",
                "body.model: Field required; body.input.3: Value error",
                "Unknown parameter: encoding"
            })
    void whatAllTextsShareIsNoMatterOfOneText(final String detail) {
        assertFalse(InputRejection.isPossible(rejection(400, detail)));
        assertFalse(InputRejection.isPossible(rejection(422, detail)));
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 404, 408, 409, 410, 429, 500, 503})
    void otherStatusesAreNoMatterOfOneText(final int status) {
        assertFalse(InputRejection.isPossible(rejection(status, "input[3]: no")));
    }

    @Test
    void noResponseIsNoMatterOfOneText() {
        assertFalse(InputRejection.isPossible(new VoyageException("POST /v1/embeddings", new IOException("reset"))));
    }

    private static VoyageException rejection(final int status, final String detail) {
        return new VoyageException("POST /v1/embeddings", status, detail, null, null);
    }
}
